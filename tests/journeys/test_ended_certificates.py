"""Certificates that ended, of a laptop and of the server, and a server that another authority vouches for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock
from app.errors import Trouble
from app.server import sticks as server_sticks
from app.services import belonging, exchanging, records, settings, sticks
from app.store.workspace import Store
from sync.keys import Certificate, Distrusted, check, issue
from tests.helpers.certificates import make_certificates, signed
from tests.helpers.country import Certificates, Server, a_desk, a_server, all_agree, an_activity, said
from tests.helpers.zygote import Zygote

DAY_MS = 86_400_000


def let_it_end(server: Server, store: Store) -> Certificate:
    """Give a laptop, by the server's own key, a certificate of one day that ended a year ago."""
    known = belonging.membership(store)
    assert known is not None
    then = clock.now_ms() - 366 * DAY_MS
    old = dataclasses.replace(Certificate.from_text(known.certificate), not_before=then, not_after=then + DAY_MS)
    ended = issue(server.service().keys, old)
    settings.put(store, {"certificate": ended.to_text()})
    return ended


def certificate_of(store: Store) -> Certificate:
    """What a laptop shows."""
    known = belonging.membership(store)
    assert known is not None
    return check(known.hub_key, known.certificate, clock.now_ms())


def test_a_laptop_whose_certificate_ended_a_year_ago_exchanges_and_has_a_new_one_afterwards(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        let_it_end(server, one)
        with pytest.raises(Distrusted, match="ended on"):
            certificate_of(one)
        id = an_activity(one)
        all_agree(one, two)
        assert said(two, "activity", id) == said(one, "activity", id)
        assert certificate_of(one).not_after > clock.now_ms() + 300 * DAY_MS


def test_what_a_laptop_wrote_while_its_certificate_had_ended_is_taken_from_a_stick(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        let_it_end(server, one)
        id = an_activity(one)
        sticks.write(one, tmp_path / "1.ujima")
        assert sticks.read(two, tmp_path / "1.ujima").received == 1
        server_sticks.read(server.service(), tmp_path / "1.ujima", tmp_path / "1.answer")
        assert sticks.read(one, tmp_path / "1.answer").acknowledged >= 1
        all_agree(one, two)
        assert said(two, "activity", id) == said(one, "activity", id)


@pytest.mark.parametrize("moment", ["1999-01-01T00:00:00", "2099-01-01T00:00:00"])
def test_a_clock_decades_off_ends_no_certificate_for_good(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        with monkeypatch.context() as wrong:
            wrong.setenv("UJIMA_NOW", moment)
            id = an_activity(one)
            exchanging.exchange(one)
        all_agree(one, two)
        assert said(two, "activity", id) == said(one, "activity", id)
        assert certificate_of(one).not_after > clock.now_ms() + 300 * DAY_MS


@pytest.fixture
def tls(zygote: Zygote, tmp_path: Path) -> Iterator[Server]:
    """A server that is reached by https."""
    with a_server(zygote, tmp_path, certificates=make_certificates(tmp_path / "own")) as server:
        yield server


def show(server: Server, certificates: Certificates) -> None:
    """Start the server anew with another certificate."""
    server.kill()
    server.certificates = certificates
    server.start()


def test_a_certificate_of_the_server_that_ended_is_said_in_a_sentence_and_renewed_without_a_visit(
    tls: Server, tmp_path: Path
) -> None:
    assert tls.certificates is not None
    authority = tls.certificates.authority
    with a_desk(tls, tmp_path, "one") as one, a_desk(tls, tmp_path, "two") as two:
        show(tls, signed(authority, days=-1))
        id = an_activity(one)
        with pytest.raises(Trouble, match="clock of this computer is right") as trouble:
            exchanging.exchange(one)
        assert trouble.value.code == "certificate_not_today"
        assert "the certificate of the server is not valid today" in exchanging.in_words(exchanging.standing(one))
        assert exchanging.standing(one).waiting == 1
        show(tls, signed(authority, days=3))
        all_agree(one, two)
        assert said(two, "activity", id) == said(one, "activity", id)


def test_a_server_that_another_authority_vouches_for_is_told_nothing(tls: Server, tmp_path: Path) -> None:
    own = tls.certificates
    assert own is not None
    with a_desk(tls, tmp_path, "one") as one, a_desk(tls, tmp_path, "two") as two:
        show(tls, make_certificates(tmp_path / "stranger", "stranger"))
        id = an_activity(one)
        with pytest.raises(Trouble) as trouble:
            exchanging.exchange(one)
        assert trouble.value.code == "unknown_certificate"
        with tls.service().engine.connect() as connection:
            heard = connection.exec_driver_sql("SELECT count(*) FROM hub_row WHERE id = ?", (id,)).scalar()
        assert heard == 0
        show(tls, own)
        all_agree(one, two)
        records.save(two, "activity", id, {"status": "ongoing"})
        all_agree(two, one)
        assert said(two, "activity", id) == said(one, "activity", id)
