"""Site simulators, one file each: every subclass of `PracticePortal` with a `site` name is found by `known_sites`."""

from __future__ import annotations

import importlib
import pkgutil

from sandbox.sites.base import PracticePortal


def known_sites() -> dict[str, type[PracticePortal]]:
    """Simulators by `site` name; importing the modules of this package is what registers them."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(_named(PracticePortal).items()))


def _named(base: type[PracticePortal]) -> dict[str, type[PracticePortal]]:
    found: dict[str, type[PracticePortal]] = {}
    for kind in base.__subclasses__():
        if kind.__dict__.get("site"):
            found[kind.site] = kind
        found.update(_named(kind))
    return found
