"""What laptops and the hub sign when they speak to each other: each text says what it is for."""

from __future__ import annotations

import hashlib

MEDIA_TYPE = "application/x-ujima"


def request_text(device: str, body: bytes) -> bytes:
    """What a laptop signs."""
    return b"exchange\n" + device.encode() + b"\n" + hashlib.sha256(body).digest()


def reply_text(request: bytes, reply: bytes) -> bytes:
    """What the hub signs: an answer, and to what."""
    return b"reply\n" + hashlib.sha256(request).digest() + hashlib.sha256(reply).digest()


def blob_text(device: str, method: str, path: str, offset: int | None, most: int, body: bytes) -> bytes:
    """What a laptop signs that asks for a content beside a record, or sends a piece of one."""
    asked = "\n".join((device, method, path, "" if offset is None else str(offset), str(most)))
    return b"blob\n" + asked.encode() + b"\n" + hashlib.sha256(body).digest()


def blob_reply_text(request: bytes, reply: bytes) -> bytes:
    """What the hub signs that answers to that."""
    return b"blob reply\n" + hashlib.sha256(request).digest() + hashlib.sha256(reply).digest()


def joining_text(code: str) -> bytes:
    """What a laptop signs to show that the key it joins with is its own."""
    return b"join\n" + code.encode()


def coming_back_text(hub_key: str, now_ms: int) -> bytes:
    """What a laptop that was set up anew signs: to which hub, and when by the hub's own clock."""
    return f"come back\n{hub_key}\n{now_ms}".encode()
