"""Keys, certificates and invitation codes."""

from __future__ import annotations

import base64
import json
import pickle
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from sync.keys import (
    ALPHABET,
    CERTIFICATE,
    Certificate,
    DeviceKeys,
    Distrusted,
    box_key_of,
    canonical,
    check,
    code_hash,
    fingerprint,
    issue,
    new_code,
    read_code,
    renewal_due,
    seal_to,
    verify,
)

HUB, DEVICE, STRANGER = (DeviceKeys(bytes([number]) * 32) for number in range(3))
BEGIN, END = 1_780_000_000_000, 1_811_536_000_000  # a year
CLAIMS = Certificate(
    "d-7", "Amina Diallo, Kindia", DEVICE.verify_key, "o-1", "secretary", ("GN04", "GN0402"), BEGIN, END, 12
)
ISSUED = issue(HUB, CLAIMS)
TEXT = ISSUED.to_text()
CODE = "7KQ2-M4XD-9TRA-0W8B-3GHT"


def signed_by_hub(body: bytes) -> str:
    return base64.urlsafe_b64encode(body + HUB.sign(CERTIFICATE + body)).rstrip(b"=").decode()


def refusal(text: str, hub: bytes = HUB.verify_key, now_ms: int | None = None) -> str:
    with pytest.raises(Distrusted) as caught:
        check(hub, text, now_ms)
    assert str(caught.value) == caught.value.message
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_keys_follow_from_their_seed_and_new_ones_are_new() -> None:
    assert DeviceKeys(DEVICE.seed) == DEVICE
    assert DeviceKeys(DEVICE.seed).verify_key == DEVICE.verify_key
    assert DeviceKeys.new() != DeviceKeys.new()
    assert bytes.fromhex(DEVICE.verify_key_text) == DEVICE.verify_key
    assert len(DEVICE.verify_key) == len(DEVICE.box_key) == 32


def test_a_seed_is_never_shown_and_has_32_bytes() -> None:
    assert repr(DEVICE) == "DeviceKeys()"
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        DeviceKeys(bytes(31))


def test_a_signature_holds_for_its_key_and_its_data_only() -> None:
    signature = DEVICE.sign(b"data")
    assert len(signature) == 64
    assert verify(DEVICE.verify_key, b"data", signature)
    assert not verify(DEVICE.verify_key, b"date", signature)
    assert not verify(STRANGER.verify_key, b"data", signature)
    assert not verify(DEVICE.verify_key, b"data", b"")
    assert not verify(b"short", b"data", signature)
    assert not verify(bytes(32), b"data", signature)


@given(st.binary(max_size=200), st.integers(min_value=0))
def test_what_is_sealed_to_a_device_opens_there_only_and_whole(data: bytes, bit: int) -> None:
    sealed = seal_to(DEVICE.box_key, data)
    assert DEVICE.open_sealed(sealed) == data
    damaged = bytearray(sealed)
    damaged[bit // 8 % len(sealed)] ^= 1 << bit % 8
    for keys, content in ((STRANGER, sealed), (DEVICE, bytes(damaged)), (DEVICE, sealed[:-1]), (DEVICE, b"")):
        with pytest.raises(ValueError, match="another device"):
            keys.open_sealed(content)


def test_a_box_key_follows_from_the_verify_key_and_a_key_that_is_none_is_refused() -> None:
    assert box_key_of(DEVICE.verify_key) == DEVICE.box_key != DEVICE.verify_key
    for wrong in (b"", bytes(31), bytes(32), b"\xff" * 32):
        with pytest.raises(ValueError, match="no public key"):
            box_key_of(wrong)
    for wrong in (b"", bytes(33), bytes(32)):
        with pytest.raises(ValueError, match="no key"):
            seal_to(wrong, b"data")


def test_a_fingerprint_is_short_steady_and_of_one_key() -> None:
    # released: what people wrote down yesterday must be the same tomorrow
    assert fingerprint(DEVICE.verify_key) == "43485 16872 77040 11230 66128 80025"
    assert len({fingerprint(DeviceKeys(bytes([number]) * 32).verify_key) for number in range(50)}) == 50


def test_a_certificate_comes_back_as_it_was_issued() -> None:
    assert check(HUB.verify_key, TEXT, BEGIN) == ISSUED == replace(CLAIMS, signed=ISSUED.signed)
    assert ISSUED.box_key == DEVICE.box_key
    assert check(HUB.verify_key, issue(HUB, replace(CLAIMS, organisation=None, areas=())).to_text()).areas == ()


def test_a_certificate_is_valid_from_its_first_millisecond_and_until_before_its_last() -> None:
    assert refusal(TEXT, now_ms=BEGIN - 1) == "not_yet"
    assert check(HUB.verify_key, TEXT, END - 1) == ISSUED
    assert refusal(TEXT, now_ms=END) == "expired"
    with pytest.raises(Distrusted, match="Amina Diallo, Kindia ended on 2027-05-28"):
        check(HUB.verify_key, TEXT, END)


@given(st.one_of(st.none(), st.integers(min_value=BEGIN, max_value=END - 1)))
def test_a_clock_that_nobody_believes_is_survived(now_ms: int | None) -> None:
    assert check(HUB.verify_key, TEXT, now_ms) == ISSUED


def test_a_certificate_of_another_hub_is_refused_whatever_the_clock_says() -> None:
    forged = issue(STRANGER, CLAIMS).to_text()
    assert refusal(forged) == refusal(forged, now_ms=0) == refusal(TEXT, STRANGER.verify_key) == "not_signed"


def test_a_signature_for_another_purpose_makes_no_certificate() -> None:
    body = ISSUED.signed[:-64]
    assert refusal(base64.urlsafe_b64encode(body + HUB.sign(body)).rstrip(b"=").decode()) == "not_signed"


def test_every_changed_or_missing_character_of_a_certificate_is_noticed() -> None:
    for at, sign in enumerate(TEXT):
        for other in {"A", "-", "=", " ", "\n", chr(ord(sign) ^ 1)} - {sign}:
            assert refusal(TEXT[:at] + other + TEXT[at + 1 :]) in ("not_signed", "unreadable")
        assert refusal(TEXT[:at]) in ("not_signed", "unreadable")
        assert refusal(TEXT[:at] + " " + TEXT[at:]) == "unreadable"
    assert refusal(TEXT + "=") == refusal(TEXT + "A") == refusal(TEXT + "\N{ARABIC LETTER ALEF}") == "unreadable"


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 2},
        {"format": True},
        {"device": 7},
        {"name": None},
        {"role": ["secretary"]},
        {"organisation": 1},
        {"areas": "GN04"},
        {"areas": [["GN04"]]},
        {"not_before": "0"},
        {"not_before": -1},
        {"not_after": BEGIN},
        {"not_after": 10**18},
        {"not_after": 1e15},
        {"serial": True},
        {"serial": 2**63},
        {"verify_key": "00" * 32},
        {"verify_key": "00"},
        {"verify_key": "no hex"},
    ],
)
def test_a_fact_that_is_none_is_unreadable_even_when_the_hub_signed_it(changed: dict[str, Any]) -> None:
    assert refusal(signed_by_hub(canonical(json.loads(ISSUED.signed[:-64]) | changed))) == "unreadable"


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 20_000, b'{"a":' * 4_000])
def test_what_is_no_certificate_is_unreadable_however_deep(body: bytes) -> None:
    assert refusal(signed_by_hub(body)) == "unreadable"


def test_a_certificate_that_is_too_long_is_neither_issued_nor_read() -> None:
    assert refusal(signed_by_hub(b" " * 40_000 + ISSUED.signed[:-64])) == "unreadable"
    with pytest.raises(ValueError):
        issue(HUB, replace(CLAIMS, areas=tuple(f"area {number}" for number in range(4000))))


def test_what_a_newer_hub_adds_to_a_certificate_is_kept_and_does_no_harm() -> None:
    text = signed_by_hub(canonical(json.loads(ISSUED.signed[:-64]) | {"telephone": "+224"}))
    read = check(HUB.verify_key, text)
    assert read.to_text() == text
    assert replace(read, signed=b"") == CLAIMS


def test_a_certificate_that_nobody_signed_is_not_believed() -> None:
    assert refusal(CLAIMS.to_text()) == "unreadable"


def test_a_refusal_survives_the_way_out_of_another_process() -> None:
    refused = pickle.loads(pickle.dumps(Distrusted("expired", "It ended.")))
    assert (refused.code, str(refused)) == ("expired", "It ended.")


@given(st.integers(min_value=0, max_value=2 * END))
def test_renewal_is_due_once_a_third_of_its_life_is_left(now_ms: int) -> None:
    assert renewal_due(ISSUED, now_ms) == (END - now_ms <= (END - BEGIN) / 3)
    assert renewal_due(ISSUED, END - (END - BEGIN) // 3)
    assert not renewal_due(ISSUED, END - (END - BEGIN) // 3 - 1)


def test_a_new_code_is_read_as_it_is_and_has_95_random_bits() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(read_code(code) == code for code in codes)
    assert all(set(ALPHABET) == {code[at] for code in codes} for at in range(24) if at % 5 != 4)
    assert all(code[4::5] == "----" for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "7kq2m4xd9traow8b3ght",
        " 7KQ2 M4XD 9TRA OW8B 3GHT\n",
        "7KQ2\N{EN DASH}M4XD\N{MINUS SIGN}9TRA.oW8B_3GHT",
        "\N{RIGHT-TO-LEFT MARK}\N{ARABIC-INDIC DIGIT SEVEN}KQ\N{ARABIC-INDIC DIGIT TWO}\N{ZERO WIDTH SPACE}M4XD9TRA0W8B3GHT",
        "\N{FULLWIDTH DIGIT SEVEN}ＫＱ２-M4XD-9TRA-0W8B-3GHT",
    ],
)
def test_a_code_is_forgiven_how_it_was_typed(typed: str) -> None:
    assert read_code(typed) == CODE


def test_what_is_misread_is_forgiven() -> None:
    code = read_code_with_digits()
    assert read_code(code.replace("0", "O").replace("1", "I")) == code
    assert read_code(code.lower().replace("0", "o").replace("1", "l")) == code


def read_code_with_digits() -> str:
    return next(code for code in iter(new_code, "") if "0" in code and "1" in code)


def test_every_wrong_character_and_every_swapped_pair_of_a_code_is_noticed() -> None:
    chosen = random.Random(7)
    for _ in range(10):
        signs = list(new_code().replace("-", ""))
        for at in range(len(signs)):
            for other in set(ALPHABET) - {signs[at]}:
                with pytest.raises(ValueError, match="wrong character"):
                    read_code("".join([*signs[:at], other, *signs[at + 1 :]]))
        for _ in range(40):
            one, two = chosen.sample(range(len(signs)), 2)
            swapped = signs.copy()
            swapped[one], swapped[two] = swapped[two], swapped[one]
            if swapped != signs:
                with pytest.raises(ValueError, match="swapped"):
                    read_code("".join(swapped))


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ("", "has 0"),
        (CODE[:-1], "has 19"),
        (CODE + "7", "has 21"),
        (CODE * 1000, "has 1"),
        (CODE.replace("K", "U"), "no U"),
        (CODE.replace("K", "К"), "no К"),  # Cyrillic
    ],
)
def test_what_is_no_code_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_code(typed)


@given(st.text() | st.text(ALPHABET + "oil -", min_size=18, max_size=24))
def test_any_text_is_a_code_or_gets_a_sentence(text: str) -> None:
    try:
        code = read_code(text)
    except ValueError as error:
        code = str(error)
    assert code.endswith(".") or read_code(code) == code


def test_the_server_keeps_a_hash_that_is_the_same_however_the_code_is_typed() -> None:
    assert code_hash(CODE) == code_hash(CODE.lower().replace("-", " ").replace("0", "o"))
    assert len(bytes.fromhex(code_hash(CODE))) == 32
    assert code_hash(new_code()) != code_hash(CODE)
