"""Promises about the tree itself: dependencies have reasons, requirements hashes, no file names a machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
REQUIREMENTS = ("requirements.txt", "requirements-test.txt")


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for path in REPOSITORY.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [REPOSITORY / name for name in listed.split("\0") if name and (REPOSITORY / name).is_file()]


def declared_packages() -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=~! ]", line)[0] for group in groups for line in group}
    return names - {project["name"]}


def test_every_dependency_has_a_reason() -> None:
    reasons = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    unexplained = {name for name in declared_packages() if name not in reasons and "stubs" not in name}
    assert {name for name in unexplained if not name.startswith("types-")} == set()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pinned_with_hashes_and_name_no_index(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.\[\]-]+)==([^ ;\\]+)", text, re.MULTILINE)
    assert len(pins) > 50
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[\w.\[\]-]+==)", text, flags=re.MULTILINE)[1:])
    assert "://" not in text
    assert "--index" not in text


def test_requirements_hold_what_is_declared() -> None:
    pinned = (REPOSITORY / "requirements-test.txt").read_text(encoding="utf-8").lower()
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["attachments"], *extras["test"]]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines} - {project["name"]}
    assert {
        name for name in names if not re.search(rf"^{re.escape(name)}(\[[^\]]*\])?==", pinned, re.MULTILINE)
    } == set()


def test_no_file_names_a_folder_of_this_machine() -> None:
    words = {str(REPOSITORY), str(Path.home() / ".pyenv")}
    own = Path(__file__)
    named = [path for path in tracked_files() if path != own and any(w.encode() in path.read_bytes() for w in words)]
    assert named == []
