"""`ujima`: opens the desktop, or does one thing from the terminal."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the program with these arguments (the process's own by default); the exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    from app.cli.parser import build_parser, spread_pairs

    options = build_parser().parse_args(spread_pairs(arguments))
    if options.command == "tour":
        from app.tour import run_tour

        return run_tour(options.out, options.language or "en")
    if options.command is None:
        from app.desktop.qt_pair import check_qt_pair

        if refusal := check_qt_pair():
            print(refusal, file=sys.stderr)
            return 1
        from app.desktop.main import run

        return run(options.workspace, language=options.language)
    from app.cli import run_command
    from app.pipes import until_hung_up

    return until_hung_up(lambda: run_command(options))


if __name__ == "__main__":
    sys.exit(main())
