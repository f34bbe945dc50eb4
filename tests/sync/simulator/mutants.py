"""Deliberate faults of the engine: one small change of the source of one function, put back when the test is over."""

from __future__ import annotations
import __future__ as future

import importlib
import inspect
import sys
import textwrap
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Mutant:
    """What is broken, in a sentence; the function (`module:name`) and the piece of its source that is another."""

    sentence: str
    function: str
    before: str
    after: str

    def infect(self, patch: pytest.MonkeyPatch) -> None:
        """Break the function wherever it is known by its name."""
        module_name, _, path = self.function.partition(":")
        owner: Any = importlib.import_module(module_name)
        *classes, name = path.split(".")
        for one in classes:
            owner = getattr(owner, one)
        whole = getattr(owner, name)
        source = textwrap.dedent(inspect.getsource(whole))
        assert self.before in source, f"{self.function} reads otherwise by now: write this mutant anew"
        code = compile(source.replace(self.before, self.after), self.function, "exec", future.annotations.compiler_flag)
        made: dict[str, Any] = {}
        exec(code, whole.__globals__, made)
        if classes:
            patch.setattr(owner, name, made[name])
            return
        for module in [m for n, m in sys.modules.items() if n.startswith(("sync.", "tests.sync.simulator."))]:
            if getattr(module, name, None) is whole:
                patch.setattr(module, name, made[name])


MERGE = [
    Mutant("what was replaced is forgotten", "sync.merge:apply_marks", "found.gone[mark] = None", "pass"),
    Mutant(
        "a write replaces values that its author had not seen",
        "sync.merge:change",
        "marks = list(seen[name]) if seen is not None and name in seen else row.of(name)",
        "marks = row.of(name)",
    ),
    Mutant(
        "the loser of a conflict is dropped",
        "sync.merge:apply_marks",
        "found.standing[mark] = value",
        "found.standing = {mark: value} if value is not None else found.standing | {mark: value}",
    ),
    Mutant(
        "equal times are decided by the order of arrival",
        "sync.merge:_latest",
        "(effective(version), version)",
        "effective(version)",
    ),
    Mutant(
        "a removal from a set takes what it did not see",
        "sync.merge:apply",
        'added = {f"{version}/{element}": None for element in elements}',
        'added = {f"{version}/{element}": None for element in elements}\n'
        "        gone = {element_of(mark) for mark in write.base.get(name, ())}\n"
        "        found = row.kinds[SET].setdefault(name, Field())\n"
        "        apply_marks(found, [mark for mark in found.standing if element_of(mark) in gone], {})",
    ),
    Mutant(
        "a delete beats an edit that it did not see",
        "sync.merge:_is_deleted",
        "return versions_standing(row) <= seen",
        "return True",
    ),
    Mutant(
        "nobody is asked about a record that was deleted and edited",
        "sync.merge:conflicts",
        "found.append(DELETED)",
        "pass",
    ),
    Mutant(
        "nobody is asked about two values that stand beside each other",
        "sync.merge:conflicts",
        "len(marks.standing) > 1",
        "len(marks.standing) > 2",
    ),
    Mutant(
        "a sentence that is cut takes along what was written behind it",
        "sync.texts:sentences",
        "waiting += children.get(mark, ())",
        "waiting += children.get(mark, ()) if mark in found.standing else ()",
    ),
    Mutant(
        "an erase is forgotten where whole records are joined",
        "sync.merge:join",
        "if row.erased or other.erased:",
        "if row.erased:",
    ),
    Mutant(
        "a clock that runs ahead wins",
        "sync.stamp:effective_time",
        "return stamp if received_ms is None else",
        "return stamp or",
    ),
    Mutant("stamps go back with the clock", "sync.stamp:tick", "max(last + 1, now_ms << COUNTER_BITS)", "now_ms << 16"),
]

LAPTOP = [
    Mutant(
        "the journal keeps what was erased by others",
        "sync.replica:absorb",
        "blank(tables, erased)",
        "pass",
    ),
    Mutant("the journal keeps what left", "sync.session:_let_go", "blank(tables, keys)", "pass"),
    Mutant("pages are kept of records that left", "sync.replica:blank", "tables.thin_pages(0, keys)", "pass"),
    Mutant(
        "a record that left is purged before its edits are sent",
        "sync.session:_let_go",
        "if entry.seq is None:",
        "if False:",
    ),
    Mutant(
        "the cursor is kept before the page is applied",
        "sync.session:receive",
        "tables.keep_times(reply.times)",
        "tables.put(cursor=str(reply.upto))\n    tables.commit()\n    tables.keep_times(reply.times)",
    ),
    Mutant(
        "a hub that was restored is not noticed",
        "sync.session:receive",
        'if facts.get("epoch", "") not in ("", reply.epoch):',
        "if False:",
    ),
    Mutant(
        "after a restore of the hub nothing is said again",
        "sync.mending:begin_again",
        "tables.answered(replace(entry, seq=None, held={}))",
        "pass",
    ),
    Mutant(
        "after a restore of the hub its pages are not given back",
        "sync.mending:begin_again",
        "lost_after=",
        "never=",
    ),
    Mutant("a copied laptop goes on under its name", "sync.session:receive", "go_on_as(tables, new_replica)", "pass"),
    Mutant(
        "green although something waits",
        "sync.mending:differs",
        "if equal and not tables.with_held() else",
        "if equal else",
    ),
    Mutant("green although something new was typed", "sync.replica:commit", ', agrees=""', ""),
    Mutant(
        "green whatever the digests say",
        "sync.mending:differs",
        "reply.digest == tables.digest(aside)",
        "True",
    ),
    Mutant(
        "a snapshot counts as whole after its first piece",
        "sync.session:_snapshot_taken",
        "if reply.snapshot_after is None:",
        "reply = replace(reply, snapshot_after=None)\n    if True:",
    ),
    Mutant(
        "what was carried by hand is never sent on",
        "sync.session:prepare",
        "for entry in unanswered if entry.version in unknown",
        "for entry in unanswered if False",
    ),
    Mutant(
        "a receipt does not show again what it decides",
        "sync.session:_receipt",
        "_show_again(tables, entry)",
        "pass",
    ),
    Mutant(
        "the times of whole records are forgotten",
        "sync.session:receive",
        "tables.keep_times(reply.times)",
        "pass",
    ),
    Mutant(
        "records of a newer program are dropped",
        "sync.replica:absorb",
        "held = rows.setdefault(write.key, Held(Row(*write.key)))",
        "if write.type not in shapes:\n            continue\n"
        "        held = rows.setdefault(write.key, Held(Row(*write.key)))",
    ),
]

HUB = [
    Mutant("the hub does not notice a copied laptop", "sync.hub:Hub._unlike", 'return {"state": FORKED}', "pass"),
    Mutant(
        "the hub confirms what was carried to a laptop and never came",
        "sync.hub:Hub.exchange",
        "receipts = self._receipts(request.replica, known)",
        "receipts = [*self._receipts(request.replica, known), "
        "*(Receipt(v, 1, self.now_ms) for v in request.ask if v not in known)]\n"
        "    request = replace(request, ask=())",
    ),
    Mutant(
        "receipts are kept before the records are",
        "sync.accepting:Batch.finish",
        "tables.save(replace(",
        "tables.keep(kept for _, kept in self.accepted)\n    tables.commit()\n    tables.save(replace(",
    ),
    Mutant("writes that wait are dropped", "sync.accepting:Batch.finish", "[*self.held, *(replace", "[*(replace"),
    Mutant("the log keeps what was erased", "sync.accepting:Batch.finish", "tables.forget(key)", "pass"),
    Mutant(
        "part of a stream takes effect while the rest of it waits",
        "sync.accepting:Batch._apply",
        "if i not in held and i not in refused and streams & trial.streams.get(i, set())",
        "if False",
    ),
    Mutant(
        "a changeset that came twice is judged twice",
        "sync.accepting:Batch.accept",
        "{} if before and before.whole else {i: w for i, w in part.writes.items() if i not in have}",
        "dict(part.writes)",
    ),
    Mutant(
        "rights are checked only on the state after",
        "sync.accepting:_Trial.write",
        "hub.policy.refusal(device, write, before, after",
        "hub.policy.refusal(device, write, {}, after",
    ),
    Mutant(
        "a write may go where its author may not read",
        "sync.accepting:_Trial.write",
        "scope is None or copy.stream not in scope",
        "scope is None",
    ),
    Mutant(
        "a laptop that was excluded may still write",
        "sync.accepting:_Trial.write",
        "if device is not None:",
        "if device is not None and hub.policy.scope(device) is not None:",
    ),
    Mutant(
        "a moved record is not said to leave",
        "sync.accepting:_Trial._move",
        "[Logged(0, old.stream, key), Logged",
        "[Logged",
    ),
    Mutant(
        "a moved record is not said to enter",
        "sync.accepting:_Trial._move",
        "Logged(0, old.stream, key), Logged(0, new.stream, key, enters=True)",
        "Logged(0, old.stream, key)",
    ),
    Mutant(
        "children do not move with their parent",
        "sync.accepting:_Trial.keep",
        "waiting = [key for key in moved if key[0] in batch.hub.parent_types]",
        "waiting = []",
    ),
    Mutant(
        "a number is split over two replies",
        "sync.hub:Hub._news",
        "lines = [line for line in lines if line.seq < cut] or",
        "lines = lines[: request.room] or",
    ),
    Mutant(
        "a reply that was cut says that it is all",
        "sync.hub:Hub._news",
        "upto = lines[-1].seq if more else last",
        "more, upto = False, last",
    ),
    Mutant(
        "the hub believes what a laptop says it may read",
        "sync.hub:Hub.exchange",
        "scope & request.scope",
        "request.scope",
    ),
    Mutant(
        "a hub that was restored takes nothing back",
        "sync.hub:Hub.take_back",
        "if not pages:",
        "if True:",
    ),
]

MUTANTS = [*MERGE, *LAPTOP, *HUB]
