"""Reading minutes that somebody sent in a process of their own: what they are made of cannot harm the program or hold it up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.errors import Refused
from app.exchange.minutes.opening import too_large
from app.exchange.minutes.received import Received, of_plain
from app.exchange.reading.opening import CREATE_NO_WINDOW, ROOT
from app.words import _, language

PATIENCE = 60.0
"""Seconds after which minutes count as unreadable; those of our corpus take a tenth of a second."""

LOOK_AGAIN = 0.1


def read_apart(minutes: Path | str, cancelled: Callable[[], bool] | None = None) -> tuple[Received, str]:
    """What a file (a Path) or a text that was copied says, and its whole text. `cancelled` is asked every tenth of a second.

    Raises Refused with what is wrong and what to do: no_file, not_readable, empty, too_large, not_minutes, password_protected,
    damaged, cancelled.
    """
    from_file = isinstance(minutes, Path)
    command = [sys.executable, "-m", "app.exchange.minutes.child", language()]
    with subprocess.Popen(
        [*command, str(minutes.resolve())] if isinstance(minutes, Path) else command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL if from_file else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=CREATE_NO_WINDOW if sys.platform == "win32" else 0,
    ) as child:
        try:
            said = _listen(child, None if isinstance(minutes, Path) else minutes.encode(errors="replace"), cancelled)
        finally:
            child.kill()
    try:
        answer = json.loads(said)
    except ValueError:  # it died: of memory, mostly
        raise too_large() from None
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return of_plain(answer["found"]), answer["text"] if from_file else str(minutes)


def _listen(child: subprocess.Popen[bytes], told: bytes | None, cancelled: Callable[[], bool] | None) -> bytes:
    waited = 0.0
    while True:
        try:
            return child.communicate(told, LOOK_AGAIN)[0]
        except subprocess.TimeoutExpired:
            told, waited = None, waited + LOOK_AGAIN  # it is being told already
        if cancelled is not None and cancelled():
            raise Refused("cancelled", _("Reading was cancelled; nothing was changed."))
        if waited > PATIENCE:
            raise too_large()
