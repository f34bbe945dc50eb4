"""The same services from a terminal. Exit status: 0 done, 1 refused or failed with a sentence on stderr, 2 wrong
usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from app.cli import commands
from app.errors import Invalid, Refused, Trouble
from app.paths import default_workspace
from app.store import workspace
from app.words import set_language


def run_command(options: argparse.Namespace) -> int:
    """Do one command and print its answer; nothing else is printed on stdout with --json."""
    if options.language:
        set_language(options.language)
    folder = options.workspace or default_workspace()
    try:
        if options.command in commands.WITHOUT_STORE:
            answer = commands.WITHOUT_STORE[options.command](folder, options)
        else:
            with workspace.open_workspace(folder, options.passphrase) as store:
                answer = commands.WITH_STORE[options.command](store, options)
    except Invalid as refused:
        return _refuse(options, refused.code, refused.message, [vars(p) for p in refused.problems])
    except (Refused, Trouble) as refused:
        return _refuse(options, refused.code, refused.message)
    if options.json:
        print(json.dumps(answer.data, ensure_ascii=False, default=str))
    else:
        print(answer.text)
    return answer.status


def _refuse(options: argparse.Namespace, code: str, message: str, problems: list[dict[str, Any]] | None = None) -> int:
    if options.json:
        print(
            json.dumps(
                {"refused": code, "message": message, **({"problems": problems} if problems else {})},
                ensure_ascii=False,
            )
        )
    print(message, file=sys.stderr)
    return 1
