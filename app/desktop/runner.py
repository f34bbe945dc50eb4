"""The two verbs of the whole program: `read(...)` and `change(...)`.

One thread writes, one thread reads; both call plain functions with the open store first, and hand the result to a slot on
the main thread. A change is announced to everybody by the one signal `changed`. Nothing here knows what is read or changed.
A third thread talks to the network, so that nothing ever waits for a line that stands still; a fourth keeps what is being
typed, so that a draft waits for no import; a fifth studies received files, so that no list waits for them.
"""

from __future__ import annotations

import gc
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.desktop.collector import collector_waits
from app.desktop.first import First
from app.desktop.leased import Leased
from app.errors import Refused, Trouble

Function = Callable[..., Any]

SWITCH_SECONDS = 0.000005
"""How long a thread at work keeps Python to itself. The usual 5 ms would hold up the window at each of its steps."""

STEPS_BETWEEN_LOOKS = 50_000
"""How many steps of SQLite pass before it looks whether a read is still wanted: about a millisecond."""

HANG_UP_SECONDS = 1.0
"""How long the end of the program waits for the network; then it is left alone, and can write no more."""

WRITING, READING, STUDYING, NETWORK, KEEPING = "writing", "reading", "studying", "network", "keeping"


@dataclass(eq=False)
class Task:
    """One call on its way: what is called, where the result goes, what it replaces."""

    function: Function
    args: tuple[Any, ...]
    then: Function | None = None
    failed: Function | None = None
    instead_of: str = ""
    on: str = READING
    given_up: bool = field(default=False)


class Runner(QObject):
    """Runs reads and changes off the main thread; results, changes and failures come back on it."""

    changed = Signal(object)
    """A Changes (created, updated, deleted, group): what a service has just changed."""
    opened = Signal(object)
    """The store, once it is open."""
    troubled = Signal(object)
    """A Trouble or Refused nobody has taken: to be said once, calmly."""
    broke = Signal(object)
    """Any other exception: a bug, for the crash dialog and the log."""
    rested = Signal()
    """Nothing is under way any more."""
    _finished = Signal(object, object, object)
    _called = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self.first = First(self)
        self.store: Any = None
        self._reader: Any = None
        self._running: Task | None = None
        self._under_way = 0
        self._lines: dict[str, queue.SimpleQueue[Task | None]] = {
            name: queue.SimpleQueue() for name in (WRITING, READING, STUDYING, NETWORK, KEEPING)
        }
        self._waiting: list[Task] = []
        self._ready, self.closing = threading.Event(), threading.Event()
        self._lease = threading.RLock()
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._called.connect(lambda function, args: function(*args), Qt.ConnectionType.QueuedConnection)
        self._threads = [self._start(name) for name in (WRITING, READING, STUDYING, KEEPING)]
        self._calling: threading.Thread | None = None

    def open(self, opening: Callable[[], Any], failed: Function) -> None:
        """Open the store with `opening()` on the writing thread: heavy imports happen there, behind the painted window.

        `failed(error)` gets a Trouble or Refused, and may call `open` again. Everything asked meanwhile waits.
        """

        def keep() -> Any:
            store = opening()
            self.store = store
            gc.freeze()  # the libraries are here to stay: the collector need not look at them again
            self._ready.set()
            return store

        self._put(Task(keep, (), self.opened.emit, failed, on=WRITING))

    def read(
        self,
        function: Function,
        *args: Any,
        then: Function | None = None,
        failed: Function | None = None,
        instead_of: str = "",
        on: str = READING,
    ) -> Task:
        """Call `function(store, *args)` on the reading thread and `then(result)` on the main thread.

        `instead_of` is a name of one's own: an earlier read of that name that has not come back is given up and interrupted.
        `on` is the thread of `study`.
        """
        task = Task(function, args, then, failed, instead_of, on)
        if instead_of:
            for earlier in [*self._waiting, *([self._running] if self._running else [])]:
                if earlier.instead_of == instead_of:
                    self.give_up(earlier)
        self._waiting.append(task)
        return self._put(task)

    def study(self, function: Function, *args: Any, **how: Any) -> Task:
        """As `read`, for what takes seconds: it has a thread of its own, and what it reads of the store is not interrupted."""
        return self.read(function, *args, on=STUDYING, **how)

    def change(
        self, function: Function, *args: Any, then: Function | None = None, failed: Function | None = None
    ) -> Task:
        """Call the service `function(store, *args)` on the writing thread; `changed` is emitted first, then `then(result)`.

        `failed(error)` takes a Trouble or Refused (an Invalid carries the problems by field); else it is said by the window.
        """
        return self._put(Task(function, args, then, failed, on=WRITING))

    def keep(self, function: Function, *args: Any, then: Function | None = None) -> Task:
        """Call `function(store, *args)` on the thread of drafts, one after the other: it touches files of its own alone."""
        return self._put(Task(function, args, then, on=KEEPING))

    def network(
        self, function: Function, *args: Any, then: Function | None = None, failed: Function | None = None
    ) -> Task:
        """Call `function(store, *args)` on the thread of the network, one after the other, and `then(result)` on the main thread.

        What it wrote is for the caller to announce. `closing` is set when the program ends: long work looks at it.
        """
        if self._calling is None:
            self._calling = self._start(NETWORK)
        return self._put(Task(function, args, then, failed, on=NETWORK))

    def aside(self, function: Function, *args: Any, then: Function | None = None) -> None:
        """Call `function(store, *args)` on a thread of its own, where it holds up neither reads nor changes: a check, a backup."""
        task = Task(function, args, then)
        self._under_way += 1

        def work() -> None:
            result, error = None, None
            try:
                result = function(self.store, *args)
            except Exception as raised:
                error = raised
            self._finished.emit(task, result, error)

        self._threads.append(threading.Thread(target=work, name="aside", daemon=True))
        self._threads[-1].start()

    def give_up(self, task: Task) -> None:
        """Forget a read: its result is not wanted; if it is running, SQLite stops at its next step."""
        task.given_up = True

    def on_main(self, slot: Function) -> Function:
        """A function for another thread that calls `slot` with the same arguments on the main thread: progress of long work."""
        return lambda *args: self._called.emit(slot, args)

    def is_idle(self) -> bool:
        """Nothing is under way."""
        return self._under_way == 0

    def close(self) -> None:
        """Let what is under way end, then close the store. The network is told to end, and not waited for."""
        self.closing.set()
        for line in self._lines.values():
            line.put(None)
        self._ready.set()
        for thread in self._threads:
            thread.join()
        if self._calling is not None:
            self._calling.join(HANG_UP_SECONDS)
        with self._lease:
            store, self.store = self.store, None
            if store is not None:
                store.close()

    def _put(self, task: Task) -> Task:
        self._under_way += 1
        self._lines[task.on].put(task)
        return task

    def _start(self, line: str) -> threading.Thread:
        made = threading.Thread(
            target=self._call_out if line == NETWORK else self._work, args=(line,), name=line, daemon=True
        )
        made.start()
        return made

    def _work(self, line: str) -> None:
        while (task := self._lines[line].get()) is not None:
            if line != WRITING:
                self._ready.wait()
            if line == READING:
                self._running = task
            result = error = None
            try:
                if not task.given_up and (self.store is not None or task.args == ()):
                    with collector_waits():
                        result = self._call(task)
            except Exception as raised:
                error = raised
            if line == READING:
                self._running = None
            self._finished.emit(task, result, error)

    def _call_out(self, line: str) -> None:
        leased = Leased(self._lease, lambda: self.store)
        while (task := self._lines[line].get()) is not None:
            self._ready.wait()
            result = error = None
            try:
                result = task.function(leased, *task.args)
            except Exception as raised:
                error = raised
            if self.closing.is_set():
                return
            self._finished.emit(task, result, error)

    def _call(self, task: Task) -> Any:
        if self.store is None:
            return task.function()
        if task.on == READING and self._reader is None:
            self._reader = self.store.reading()
            self._reader.set_progress_handler(self._is_unwanted, STEPS_BETWEEN_LOOKS)
        return task.function(self.store, *task.args)

    def _is_unwanted(self) -> bool:
        """Asked by SQLite while it works on the reading thread: whether it should stop."""
        return self._running is not None and self._running.given_up

    def _deliver(self, task: Task, result: Any, error: Exception | None) -> None:
        self.first.go()
        self._under_way -= 1
        if task in self._waiting:
            self._waiting.remove(task)
        try:
            if error is not None and not task.given_up:
                self._report(task, error)
            elif not task.given_up:
                self._hand_over(task, result)
        finally:
            if self._under_way == 0:
                self.rested.emit()

    def _hand_over(self, task: Task, result: Any) -> None:
        changes = result if hasattr(result, "created") else getattr(result, "changes", None)
        if task.on == WRITING and changes is not None:
            self.changed.emit(changes)
        if task.then is not None and _is_alive(task.then):
            task.then(result)

    def _report(self, task: Task, error: Exception) -> None:
        if not isinstance(error, (Trouble, Refused)):
            self.broke.emit(error)
        elif task.failed is not None and _is_alive(task.failed):
            task.failed(error)
        else:
            self.troubled.emit(error)


def _is_alive(slot: Function) -> bool:
    """Whether the widgets a slot belongs to, or holds on to, are still there: a page may be gone before its answer comes."""
    held = [getattr(slot, "__self__", None), *(cell.cell_contents for cell in getattr(slot, "__closure__", None) or ())]
    return all(isValid(one) for one in held if isinstance(one, QObject))
