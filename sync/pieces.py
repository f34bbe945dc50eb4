"""An answer in pieces that are kept one by one, each in a transaction of its own: whoever works on the laptop meanwhile never
waits for a whole page. The hub signs the same pieces (`sync.proofs`); news of one number are never in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync.messages import Enter, Leave, News, Reply, Request
from sync.proofs import proof_of

#: entries in a piece, and more where it cannot be cut there
PIECE = 250

Said = News | Enter | Leave


def cut(entries: Sequence[Said], *, walk: bool, most: int = PIECE) -> list[list[Said]]:
    """Entries in pieces: of a page of a walk anywhere, of news only where one number ends and another begins. (What entered
    bears the number of its last change, not of its line, so that it cannot tell.)
    """
    pieces: list[list[Said]] = []
    for entry in entries:
        before = pieces[-1][-1] if pieces else None
        ends = walk or (
            before and not isinstance(before, Enter) and not isinstance(entry, Enter) and before.seq < entry.seq
        )
        if before is None or (len(pieces[-1]) >= most and ends):
            pieces.append([])
        pieces[-1].append(entry)
    return pieces


def pieces_of(request: Request, reply: Reply, most: int = PIECE) -> Iterator[tuple[Request, Reply]]:
    """A request and its answer as several, in order: each says of itself how far it goes. A page of a walk ends where its
    last record lies, news at their last number; only the last piece tells what the whole answer comes to.
    """
    blocks = cut(reply.entries, walk=request.snapshot is not None, most=most)
    signatures = [*reply.proof.split(), *[""] * len(blocks)]
    for number, block in enumerate(blocks or [[]]):
        proof = proof_of(block, signatures[number]) if block else ""
        piece = replace(reply, entries=tuple(block), proof=proof)
        if number + 1 < len(blocks):
            piece = replace(piece, more=True, digest=None)
            if request.snapshot:
                last = block[-1]
                assert isinstance(last, Enter)
                piece = replace(piece, snapshot_after=(f"{last.stream[0]}/{last.stream[1]}", *last.key))
            else:
                piece = replace(piece, upto=block[-1].seq)
        yield request, piece
        reply, request = replace(reply, times={}, receipts=()), replace(request, held=reply.held)  # said once
        if request.snapshot and piece.snapshot_after:
            request = replace(request, snapshot=piece.snapshot_after, cursor=reply.upto)
