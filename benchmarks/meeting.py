"""Typing in a meeting: how long a keystroke waits for the machine, quiet, and while an import and exchanges run beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app import clock
from app.services import exchanging
from app.services.meetings import planning
from app.services.unit import unit
from app.store.workspace import Store
from benchmarks import Figure
from tests.helpers.country import a_desk, a_server
from tests.helpers.zygote import a_zygote

ORGANISATIONS, PEOPLE, ITEMS = 400, 40, 12
FRAME_MS = 1000 / 60
PACE = 0.02
"""Seconds from one key to the next: five times as fast as a fast typist."""

TYPE = """
import json, os, sys, time
from functools import partial
from pathlib import Path
from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
application = QApplication([])
from app.desktop import theme
from app.paths import RESOURCES
from app.services import exchanging, importing
from app.store.workspace import open_workspace
from tests.helpers.desktop import open_window, show_page, wait

ENTER = "\\r"
PACE = float(sys.argv[3])
SAMPLE = RESOURCES / "samples" / "moz_response_tracking_2019.xlsx"
LINES = [
    "INAS paid 1,840 households and starts again on 12 December",
    "> Organisation 17 brings the list to Organisation 200 by Friday",
    "Decision: the lists are compared before the next round",
]

def keys_until(done):
    number = 0
    while not done(number):
        yield from LINES[number % len(LINES)] + ENTER
        number += 1

def strike(window, sign):
    # as the machine hands it over: to the window, which looks for the field
    key = Qt.Key.Key_Return if sign == ENTER else 0
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(window.windowHandle(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign))

def lines(field, until):
    # seconds from the moment a key is struck until all is answered: one that comes while the window is at work waits
    window, loop, keys, found, due = field.window(), QEventLoop(), keys_until(until), [], time.perf_counter()
    field.setFocus()

    def next_key():
        nonlocal due
        sign = next(keys, None)
        if sign is None:
            loop.quit()
            return
        due += PACE
        clock.timeout.connect(partial(answer, sign), Qt.ConnectionType.SingleShotConnection)
        clock.start(max(0, int((due - time.perf_counter()) * 1000)))

    def answer(sign):
        time.sleep(max(0, due - time.perf_counter()))
        strike(window, sign)
        application.processEvents()
        found.append((time.perf_counter() - due, sign))
        next_key()

    clock = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
    next_key()
    loop.exec()
    return sorted(found)

def told(found):
    signs = [late for late, sign in found if sign != ENTER]
    late = [late for late, _sign in found]
    of_99 = {"most": late[int(len(late) * 0.99)], "most of signs": signs[int(len(signs) * 0.99)]}
    return {"median": late[len(late) // 2], "worst": late[-1], "count": len(late), **of_99}

with open_window(open_workspace(Path(sys.argv[1]), check=False)) as window:
    bare = QPlainTextEdit()
    bare.resize(500, 300)
    bare.show()
    application.processEvents()
    seen = {"bare": told(lines(bare, lambda n: n == 12))}
    bare.hide()
    page = show_page(window, "meetings", id=sys.argv[2])
    wait(window.desk)
    line = page.meeting.view.agenda.composer.line
    lines(line, lambda n: n == 3)
    wait(window.desk)
    seen["quiet"] = told(lines(line, lambda n: n == 12))
    wait(window.desk)
    state = {"done": False, "exchanged": 0}

    def propose(store):
        return importing.propose(store, SAMPLE, importing.Options(confirm="proposed"))

    def imported(_changes):
        state["done"] = True

    def exchange_again(*_done):
        if not state["done"]:
            state["exchanged"] += 1
            window.desk.runner.network(lambda store: exchanging.exchange(store), then=exchange_again, failed=exchange_again)

    def take(proposal):
        state["shown"] = proposal  # by the page, until another file is opened
        window.desk.change(importing.take, proposal, then=imported)

    window.desk.study(propose, then=take)
    exchange_again()
    seen["busy"] = told(lines(line, lambda n: state["done"] or n > 400))
    seen["exchanged"] = state["exchanged"]
    print(json.dumps(seen), flush=True)
    os._exit(0)
"""


def measure() -> list[Figure]:
    """Milliseconds of a keystroke, of 99 in 100, beside those of a bare text field in the same run."""
    with tempfile.TemporaryDirectory(prefix="ujima-bench-") as name, a_zygote() as zygote:
        folder = Path(name)
        with a_server(zygote, folder) as server:
            with a_desk(server, folder, "desk", "coordinator", "MZ09") as store:
                meeting = fill(store)
                exchanging.exchange(store)
            command = [sys.executable, "-c", TYPE, str(folder / "desk"), meeting, str(PACE)]
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr)
            seen = json.loads(done.stdout.splitlines()[-1])
    bare = seen["bare"]["most"] * 1000
    busy = seen["busy"]
    note = (
        f"{busy['count']} keystrokes, {seen['exchanged']} exchanges, worst {busy['worst'] * 1000:.0f} ms; "
        f"without those that end a line {busy['most of signs'] * 1000:.1f} ms"
    )
    return [
        Figure(
            "a keystroke in a meeting, median",
            seen["quiet"]["median"] * 1000,
            seen["bare"]["median"] * 1000,
            None,
            "ms",
        ),
        Figure(
            "a keystroke in a meeting, 99 in 100",
            seen["quiet"]["most"] * 1000,
            None,
            FRAME_MS,
            "ms",
            note=f"bare field {bare:.1f} ms",
        ),
        Figure("the same while an import and exchanges run", busy["most"] * 1000, None, FRAME_MS, "ms", note=note),
    ]


def fill(store: Store) -> str:
    """A committee of forty in a register of four hundred organisations, and a meeting of twelve items; its id."""
    with unit(store, "A committee") as changing:
        ids = [
            changing.create("organisation", {"name": f"Organisation {n}", "acronym": f"ORG{n}"})
            for n in range(ORGANISATIONS)
        ]
        forum = changing.create("forum", {"name": "Committee", "place": "MZ0901", "frequency": "monthly"})
        for number in range(PEOPLE):
            person = changing.create("contact", {"name": f"Person Number {number}", "organisation": ids[number]})
            values = {"forum": forum, "organisation": ids[number], "person": person, "role": "member"}
            changing.create("membership", values)
    meeting = planning.plan(store, forum, clock.today())
    for number in range(ITEMS):
        planning.add_item(store, meeting, f"Topic {number}")
    return meeting
