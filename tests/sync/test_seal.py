"""The sealed file: whole, signed, for whom it is, or refused with a sentence."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.keys import Certificate, DeviceKeys, canonical, check, issue
from sync.seal import LONGEST_HEADER, MAGIC, PIECE, SIGNED, Opened, Unreadable, read_header, read_sealed, write_sealed

HUB, SENDER, RECIPIENT, STRANGER = (DeviceKeys(bytes([number]) * 32) for number in range(4))
CLAIMS = Certificate("d-7", "Amina", SENDER.verify_key, None, "secretary", ("GN04",), 1, 2, 1)
CERTIFICATE = issue(HUB, CLAIMS).to_text()
AREA_KEYS = {"GN04/1": b"a" * 32, "GN05/1": b"b" * 32}
HEADER: dict[str, str | int] = {"number": 41, "sender": "d-7", "purpose": "push", "of": "Préfecture de Kindia"}
LIMIT = 10 * PIECE


def write(payload: Any = b"payload", out: BytesIO | None = None, **changed: Any) -> bytes:
    out = out or BytesIO()
    facts: dict[str, Any] = {"sender": SENDER, "certificate": CERTIFICATE, "recipients": [RECIPIENT.box_key]}
    write_sealed(out, payload, **facts | {"area_keys": AREA_KEYS, "header": HEADER} | changed)
    return out.getvalue()


def trust(text: str) -> Certificate:
    return check(HUB.verify_key, text)


def read(content: bytes | BytesIO, **changed: Any) -> Opened:
    facts: dict[str, Any] = {"keys": RECIPIENT, "area_keys": {}, "limit": LIMIT, "trust": trust}
    return read_sealed(content if isinstance(content, BytesIO) else BytesIO(content), **facts | changed)


def refusal(content: bytes, **changed: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(content, **changed)
    assert str(caught.value).endswith(".")
    return caught.value.code


def ended(body: bytes, signer: DeviceKeys = SENDER) -> bytes:
    """A file that is whole and signed, whatever its body is: what somebody writes who means harm."""
    digest = hashlib.sha256(body).digest()
    return body + digest + signer.sign(SIGNED + digest)


def block(content: bytes) -> bytes:
    return len(content).to_bytes(4) + content


SMALL = write(b"small", recipients=[RECIPIENT.box_key], area_keys={"a": b"a" * 32}, header={"n": 1})
LARGE = write(random.Random(1).randbytes(2 * PIECE + 1000))
BODY = SMALL[:-96]
START = MAGIC + b"\1"


@given(st.integers(0, 3), st.integers(-2, 2), st.lists(st.integers(0, 4 * PIECE), max_size=6))
def test_what_is_written_is_read_by_all_it_is_for(pieces: int, more: int, cuts: list[int]) -> None:
    payload = random.Random(more).randbytes(max(0, pieces * PIECE + more))
    ends = sorted({0, len(payload), *(cut for cut in cuts if cut < len(payload))})
    parts = [payload[start:end] for start, end in zip(ends, [*ends[1:], len(payload)], strict=True)]
    for content in (write(payload), write(iter(parts), recipients=[STRANGER.box_key, RECIPIENT.box_key])):
        opened = read(content)
        assert opened == Opened(HEADER, CERTIFICATE, payload, trust(CERTIFICATE))
        assert read(content, keys=None, area_keys={"GN05/1": b"b" * 32}) == opened
        assert read(content, keys=STRANGER, area_keys={"GN05/1": b"x" * 32, "GN04/1": b"a" * 32}) == opened


def test_nothing_and_only_one_area_make_a_bundle_too() -> None:
    assert read(write([], recipients=[]), keys=None, area_keys=AREA_KEYS).payload == b""
    assert read(write(b"", area_keys={}, header={})).payload == b""


def test_a_payload_of_whole_pieces_gets_no_empty_one() -> None:
    assert len(write(bytes(PIECE))) == len(write(b"")) + PIECE
    assert len(write(bytes(2 * PIECE))) == len(write(b"")) + 2 * PIECE + 17 + 4


def test_two_bundles_of_the_same_have_no_byte_of_content_in_common() -> None:
    one, two = write(b"canary" * 20), write(b"canary" * 20)
    assert b"canary" not in one
    assert one[-400:-96] != two[-400:-96]


def test_a_bundle_for_somebody_else_says_so() -> None:
    for keys, area_keys in ((STRANGER, {}), (None, {}), (None, {"GN06/1": b"a" * 32}), (SENDER, {"GN04/1": b"b" * 32})):
        assert refusal(SMALL, keys=keys, area_keys=area_keys) == "not_for_you"


def test_every_single_flipped_bit_of_a_small_bundle_is_noticed() -> None:
    for at in range(len(SMALL)):
        for bit in range(8):
            flipped = bytearray(SMALL)
            flipped[at] ^= 1 << bit
            with pytest.raises(Unreadable):
                read(bytes(flipped))


@pytest.mark.parametrize("keys", [RECIPIENT, STRANGER], ids=["recipient", "stranger"])
def test_500_of_500_flipped_bits_of_a_large_bundle_are_noticed_before_anything_else(keys: DeviceKeys) -> None:
    chosen = random.Random(2)
    for _ in range(500):
        flipped = bytearray(LARGE)
        flipped[chosen.randrange(1000, len(LARGE) - 64)] ^= 1 << chosen.randrange(8)
        assert refusal(bytes(flipped), keys=keys) in ("damaged", "truncated")


def test_200_of_200_truncations_are_noticed_and_said() -> None:
    chosen = random.Random(3)
    cuts = [0, 1, len(MAGIC), len(LARGE) - 1, len(LARGE) - 64, len(LARGE) - 96]
    for cut in cuts + [chosen.randrange(len(LARGE)) for _ in range(200 - len(cuts))]:
        assert refusal(LARGE[:cut]) == "truncated"
    assert {refusal(SMALL[:cut]) for cut in range(len(SMALL))} == {"truncated"}


def test_what_is_appended_is_noticed() -> None:
    for more in (b"\0", b"\n", SMALL, bytes(PIECE)):
        assert refusal(SMALL + more) == "damaged"


def test_pieces_that_are_dropped_doubled_or_swapped_are_noticed_even_when_they_were_signed_anew() -> None:
    full = PIECE + 17 + 4
    at = len(LARGE) - 96 - 4 - (1000 + 17 + 4) - 2 * full
    start, one, two = LARGE[:at], LARGE[at : at + full], LARGE[at + full : at + 2 * full]
    last, end = LARGE[at + 2 * full : -100], LARGE[-100:-96]
    assert read(ended(start + one + two + last + end)) == read(LARGE)
    whole = write(bytes(PIECE))[:-100]
    assert refusal(ended(whole + block(bytes(17)) + end)) == "damaged"
    assert refusal(ended(start + block(b"short") + end), keys=STRANGER) == "damaged"
    for pieces in (one + last, one + two, two + one + last, one + one + two + last, last, b"", last + one + two):
        assert refusal(ended(start + pieces + end)) == "damaged"


def test_a_forged_certificate_or_signature_is_refused() -> None:
    forged = issue(STRANGER, replace(CLAIMS, verify_key=STRANGER.verify_key)).to_text()
    assert refusal(write(sender=STRANGER, certificate=forged)) == "not_signed"
    assert refusal(ended(BODY, STRANGER)) == "not_signed"
    assert refusal(SMALL[:-64] + bytes(64)) == "not_signed"
    digest = hashlib.sha256(BODY).digest()
    assert refusal(SMALL[:-64] + SENDER.sign(digest)) == "not_signed"
    assert read(ended(BODY)) == read(SMALL)


def test_nobody_can_sign_the_content_of_another_as_their_own() -> None:
    own = issue(HUB, replace(CLAIMS, device="d-8", verify_key=STRANGER.verify_key)).to_text()
    stolen = BODY.replace(block(CERTIFICATE.encode()), block(own.encode()))
    assert stolen != BODY
    assert refusal(ended(stolen, STRANGER)) == "damaged"


def test_a_header_that_was_changed_and_signed_anew_opens_no_content() -> None:
    assert refusal(ended(BODY.replace(b'{"n":1}', b'{"n":2}'))) == "damaged"


def test_a_sender_in_the_header_is_the_one_who_signed() -> None:
    with pytest.raises(ValueError, match="another sender"):
        write(header={"sender": "d-8"})
    other = issue(HUB, replace(CLAIMS, device="d-8")).to_text()
    content = write()[:-96].replace(block(CERTIFICATE.encode()), block(other.encode()))
    assert refusal(ended(content)) == "not_signed"


def test_the_reason_why_a_certificate_is_not_believed_is_passed_on() -> None:
    with pytest.raises(Unreadable, match="The certificate of Amina ended on 1970-01-01"):
        read(SMALL, trust=lambda text: check(HUB.verify_key, text, 5))


def test_two_recipients_never_read_two_contents() -> None:
    mine, yours = write(b"mine", area_keys={}), write(b"your", area_keys={}, recipients=[STRANGER.box_key])
    lock = len(mine) - 96 - 4 - (4 + 4 + 17) - 24 - 80
    mixed = mine[:lock] + yours[lock : lock + 80] + mine[lock + 80 : -96]
    assert refusal(ended(mixed), keys=STRANGER) == "not_for_you"


def test_a_newer_format_says_so_to_all_who_read_it() -> None:
    newer = MAGIC + b"\2" + b"whatever comes then"
    assert refusal(newer) == "newer_format"
    with pytest.raises(Unreadable, match=r"format 2, this program reads 1.*Update this program"):
        read_header(BytesIO(newer))


def test_another_file_is_not_ours() -> None:
    for content in (b"PK\3\4", b"SQLite format 3\0", b"\0", b"\xef\xbb\xbf", MAGIC.replace(b"\r\n", b"\n")):
        assert refusal(content) == "not_ours"


def test_a_payload_is_taken_up_to_the_limit() -> None:
    content = write(bytes(2 * PIECE + 5))
    assert len(read(content, limit=2 * PIECE + 5).payload) == 2 * PIECE + 5
    for limit in (2 * PIECE + 4, PIECE, 0):
        assert refusal(content, limit=limit) == "too_large"


def test_a_header_is_read_without_a_key_and_the_file_stays_where_it_was() -> None:
    file = BytesIO(b"before" + write())
    file.seek(6)
    assert read_header(file) == HEADER
    assert read(file).header == HEADER


NO_VALUES = (b"1.5", b"true", b"null", b"[1]", b"NaN", b"9223372036854775808", b'"\\ud800"', b'"\xff"')
NO_HEADERS = (
    *(b"", b"[]", b"7", b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b"\xef\xbb\xbf{}", '{"a":1}'.encode("utf-16")),
    *(b"[" * LONGEST_HEADER, b'{"a":' * 3000, b"9" * LONGEST_HEADER, canonical({"a": "b" * LONGEST_HEADER})),
    *(b'{"a":' + value + b"}" for value in NO_VALUES),
)


@pytest.mark.parametrize("raw", NO_HEADERS, ids=range(len(NO_HEADERS)))
def test_a_header_that_is_none_is_damaged_even_when_it_was_signed(raw: bytes) -> None:
    content = ended(START + block(raw) + BODY[len(START) + 4 + 7 :])
    assert refusal(content) == "damaged"
    with pytest.raises(Unreadable):
        read_header(BytesIO(content))


@given(st.binary(max_size=300), st.integers(len(START), len(BODY)), st.booleans())
def test_any_bytes_are_read_or_refused_and_never_anything_else(garbage: bytes, at: int, signed: bool) -> None:
    content = BODY[:at] + garbage + BODY[at + len(garbage) :]
    with suppress(Unreadable):
        read_header(BytesIO(content))
    with suppress(Unreadable):
        assert read(ended(content) if signed else content) == read(SMALL)


class Asked(BytesIO):
    """A file that notes the most it was asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.most = max(self.most, 2**63 if size is None or size < 0 else size)
        return super().read(size)


def test_a_length_that_lies_takes_no_memory() -> None:
    for at in range(len(START), len(BODY) - 4):
        lying = Asked(BODY[:at] + b"\xff\xff\xff\xff" + BODY[at + 4 :])
        with pytest.raises(Unreadable):
            read(lying)
        assert lying.most <= PIECE + 17


def test_a_thousand_empty_pieces_are_not_read_to_their_end() -> None:
    empty = BytesIO(BODY[:-4] + block(bytes(17)) * 1000)
    with pytest.raises(Unreadable, match="damaged"):
        read(empty)
    assert empty.tell() < len(BODY) + 100


class Slow(BytesIO):
    """A file that hands out a few bytes at a time, as a socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 7))


def test_a_file_that_comes_in_drops_is_read_as_well() -> None:
    assert read(Slow(SMALL)) == read(SMALL)


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"recipients": [], "area_keys": {}}, "at least one"),
        ({"recipients": [RECIPIENT.box_key] * 1023}, "at most 1024"),
        ({"recipients": [bytes(32)]}, "no key"),
        ({"area_keys": {"": b"a" * 32}}, "1 to 256"),
        ({"area_keys": {"é" * 129: b"a" * 32}}, "1 to 256"),
        ({"area_keys": {"a": b"short"}}, "32"),
        ({"sender": STRANGER}, "not that of the sender's keys"),
        ({"certificate": "none"}, "cannot be read"),
        ({"header": {"a": 1.5}}, "neither"),
        ({"header": {"a": "b" * LONGEST_HEADER}}, "at most"),
    ],
)
def test_what_nobody_could_open_or_would_believe_is_not_written(changed: dict[str, Any], sentence: str) -> None:
    out = BytesIO()
    with pytest.raises(ValueError, match=sentence):
        write(out=out, **changed)
    assert out.getvalue() == b""


def test_names_are_only_names() -> None:
    name = "../../etc/passwd\0C:\\"
    content = write(area_keys={name: b"c" * 32}, header={"purpose": name})
    opened = read(content, keys=None, area_keys={name: b"c" * 32})
    assert opened.header == read_header(BytesIO(content)) == {"purpose": name}
