"""`python -m sandbox serve|run|demo|compare`: practice portals from the command line."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.comparison import compare, read_lines
from sandbox.registry import write_registry
from sandbox.server import Service, serve, write_truth
from sandbox.summary import print_comparison, print_portals
from sandbox.world import World

#: practice portals need no politeness
FULL_SPEED = (
    "-s",
    "DOWNLOAD_DELAY=0",
    "-s",
    "AUTOTHROTTLE_ENABLED=False",
    "-s",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "-s",
    "LOG_LEVEL=WARNING",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ValueError, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Practice portals on loopback addresses.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve a world until Ctrl-C; prints where registry and truth lie")
    _world_options(serving)
    serving.add_argument("--port", type=int, default=8700)
    serving.add_argument("--folder", type=Path, default=Path("data/sandbox"))
    serving.set_defaults(run=_serve)
    running = commands.add_parser("run", help="serve a world while a command runs, PORTALS_REGISTRY pointing at it")
    _world_options(running)
    running.add_argument("--folder", type=Path, default=None, help="keep registry and truth here")
    running.add_argument("command", nargs=argparse.REMAINDER, help="e.g. -- scrapy crawl portals")
    running.set_defaults(run=_run)
    demo = commands.add_parser("demo", help="crawl a world at full speed and print what was found beside the truth")
    _world_options(demo)
    demo.add_argument("--folder", type=Path, default=Path("data/demo"), help="registry, truth, export, archive")
    demo.set_defaults(run=_demo)
    comparing = commands.add_parser("compare", help="compare an export with a truth file")
    comparing.add_argument("export", type=Path)
    comparing.add_argument("truth", type=Path)
    comparing.add_argument("--differences", type=int, default=20, help="how many differences to print")
    comparing.set_defaults(run=_compare)
    return parser


def _world_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--size", type=int, default=24, help="reports on each portal")
    parser.add_argument("--sites", default="", help="comma-separated site names, one a portal; `all` for one of each")


def _world(options: argparse.Namespace) -> World:
    from sandbox.sites import known_sites

    names = list(known_sites()) if options.sites == "all" else [name for name in options.sites.split(",") if name]
    return World(options.seed, options.size, sites=names or None)


@contextmanager
def _served(options: argparse.Namespace, folder: Path, port: int = 0) -> Iterator[Service]:
    """The world served, its registry and truth written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    world = _world(options)
    with serve(world, port) as service:
        write_registry(world, folder / "registry.csv", service.port)
        write_truth(world, folder / "truth.jsonl")
        yield service


def _serve(options: argparse.Namespace) -> int:
    with _served(options, options.folder, options.port) as service:
        print(f"{len(service.world.portals)} portals on port {service.port}; registry and truth in {options.folder}")
        print(f"PORTALS_REGISTRY={options.folder / 'registry.csv'} scrapy crawl portals {' '.join(FULL_SPEED)}")
        try:
            input("Ctrl-C or Enter ends it.\n")
        except (KeyboardInterrupt, EOFError):
            print()
    return 0


def _run(options: argparse.Namespace) -> int:
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise ValueError("no command given; write it after --, e.g. python -m sandbox run -- scrapy crawl portals")
    with tempfile.TemporaryDirectory(prefix="sandbox-") as scratch:
        folder = options.folder or Path(scratch)
        with _served(options, folder):
            environment = {**os.environ, "PORTALS_REGISTRY": str((folder / "registry.csv").absolute())}
            return subprocess.run(command, env=environment, check=False).returncode


def _demo(options: argparse.Namespace) -> int:
    """Crawl into the embedded database (DATABASE_URL where set, else a fresh file in the folder) and compare."""
    folder: Path = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "nianbao.sqlite"
    for old in folder.glob("nianbao.sqlite*"):
        old.unlink()
    environment = {
        **os.environ,
        "PORTALS_REGISTRY": str(folder / "registry.csv"),
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{database}"),
        "ARCHIVE_DIR": os.environ.get("ARCHIVE_DIR", str(folder / "archive")),
    }
    scrapy = (sys.executable, "-m", "scrapy")
    export = folder / "export.jsonl"
    with _served(options, folder) as service:
        status = subprocess.run([*scrapy, "crawl", "portals", *FULL_SPEED], env=environment, check=False).returncode
        status = status or subprocess.run([*scrapy, "export", str(export)], env=environment, check=False).returncode
        if status:
            return status
        records, truths = read_lines(export), read_lines(folder / "truth.jsonl")
        failures = _json_lines([*scrapy, "failures", "--json"], environment)
        exclusions = _json_lines([*scrapy, "exclusions", "--json"], environment)
        print_portals(service.world, records, truths, failures, exclusions)
        comparison = compare(records, truths)
        print_comparison(comparison)
        print(f"database: {environment['DATABASE_URL']}  export, truth and registry: {folder}")
    return 0 if comparison.complete else 1


def _json_lines(command: Sequence[str], environment: dict[str, str]) -> list[dict[str, object]]:
    import json

    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines() if line.strip()]


def _compare(options: argparse.Namespace) -> int:
    comparison = compare(read_lines(options.export), read_lines(options.truth))
    print_comparison(comparison, differences=options.differences)
    return 0 if comparison.complete and not comparison.differences else 1


if __name__ == "__main__":
    sys.exit(main())
