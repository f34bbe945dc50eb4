"""`./dev bench [NAME …]`: runs every benchmark of this folder, or the named ones, and prints one table.

A benchmark is a module here with `measure() -> list[Figure]`. Each runs in a process of its own, so that none warms
another up. The exit status is 0 also where a target is missed, since a slow machine is no fault of the code: the table
says it.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import pkgutil
import subprocess
import sys

import benchmarks
from benchmarks import Figure


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmarks that were named, or all, and print the table; 1 when one of them failed to run."""
    known = sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    )
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures Ujima against the bare libraries.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(known) or 'none yet'}")
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of the table")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        figures = importlib.import_module(f"benchmarks.{asked.one}").measure()
        print(json.dumps([dataclasses.asdict(figure) for figure in figures]))
        return 0
    if unknown := sorted(set(asked.names) - set(known)):
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    figures, failed = run(asked.names or known)
    print(json.dumps([dataclasses.asdict(figure) for figure in figures]) if asked.json else table(figures))
    return 1 if failed else 0


def run(names: list[str]) -> tuple[list[Figure], list[str]]:
    """The figures of these benchmarks, and the names of those that failed, each said on stderr as it happens."""
    figures: list[Figure] = []
    failed = []
    for name in names:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks", "--one", name]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode:
            failed.append(name)
            print(f"{name} failed:\n{answer.stderr}", file=sys.stderr)
        else:
            figures += [Figure(**figure) for figure in json.loads(answer.stdout.splitlines()[-1])]
    return figures, failed


def table(figures: list[Figure]) -> str:
    """One line per figure: name, ours, bare, ratio, target, and a mark where the target is missed."""
    lines = [("", "ours", "bare", "ratio", "target", "")]
    for figure in figures:
        bare = "" if figure.bare is None else f"{figure.bare:.4g} {figure.unit}"
        ratio = "" if figure.bare is None else f"{figure.reached:.2f} x"
        of = figure.unit if figure.bare is None else "x"
        target = "" if figure.target is None else f"{figure.target:g} {of}"
        missed = figure.target is not None and figure.reached > figure.target
        mark = "  ".join(filter(None, (f"missed {figure.why}".strip() if missed else "", figure.note)))
        lines.append((figure.name, f"{figure.ours:.4g} {figure.unit}", bare, ratio, target, mark))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 5) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
