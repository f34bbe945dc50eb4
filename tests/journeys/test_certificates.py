"""A server with a certificate of the office's own authority: asked about, shown, chosen, changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.__main__ import main
from app.errors import Refused, Trouble
from app.services import belonging, certificates, coming_back, exchanging, packs
from app.store import keys
from app.store.workspace import Store, create_workspace
from tests.helpers.certificates import make_certificates, openssl
from tests.helpers.country import DISTRICT, Certificates, Server, a_server, an_activity, opened
from tests.helpers.zygote import Zygote


@pytest.fixture
def own(tmp_path: Path) -> Certificates:
    """What the office has made."""
    return make_certificates(tmp_path / "certificates")


@pytest.fixture
def secured(zygote: Zygote, tmp_path: Path, own: Certificates) -> Iterator[Server]:
    """A server that is reached by https alone."""
    with a_server(zygote, tmp_path, certificates=own) as server:
        yield server


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Store]:
    """A laptop that has not joined yet, for the whole of a test."""
    with a_laptop(tmp_path) as store:
        yield store


@contextmanager
def a_laptop(tmp_path: Path) -> Iterator[Store]:
    """A laptop that has not joined yet."""
    with create_workspace(tmp_path / "one") as store:
        packs.begin_country(store, "MOZ", place=DISTRICT, office="Office", person="one")
        yield store


def test_an_unknown_certificate_is_shown_and_the_file_of_the_authority_opens_the_way(
    secured: Server, one: Store, own: Certificates
) -> None:
    code = secured.invite()
    with pytest.raises(certificates.UnknownCertificate) as unknown:
        belonging.join(one, code, secured.url)
    printed = openssl("x509", "-in", str(own.server), "-noout", "-fingerprint", "-sha256")
    assert unknown.value.fingerprint == printed.strip().partition("=")[2]
    assert unknown.value.fingerprint in unknown.value.message.replace(":\n", ":"), "in two lines"
    assert belonging.membership(one) is None
    belonging.join(one, code, secured.url, certificates.read(own.authority))
    an_activity(one)
    own.authority.unlink()  # it lay on a stick
    assert exchanging.exchange(one).standing.state == exchanging.GREEN


def test_another_authority_is_not_enough_and_the_usual_ones_do_not_help_out(
    secured: Server, one: Store, tmp_path: Path
) -> None:
    other = make_certificates(tmp_path / "others", "another")
    with pytest.raises(certificates.UnknownCertificate):
        belonging.join(one, secured.invite(), secured.url, certificates.read(other.authority))


def test_when_the_authority_is_replaced_the_laptop_says_so_and_is_given_the_new_one(
    secured: Server, own: Certificates, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_laptop(tmp_path) as one:
        belonging.join(one, secured.invite(), secured.url, certificates.read(own.authority))
        exchanging.exchange(one)
        secured.kill()
        secured.certificates = make_certificates(tmp_path / "new", "new")
        secured.start()
        an_activity(one)
        with pytest.raises(Trouble, match="choose it in the settings") as trouble:
            exchanging.exchange(one)
        assert trouble.value.code == "unknown_certificate"
        assert exchanging.standing(one).is_offline
    assert main(["--workspace", str(tmp_path / "one"), "trust", str(secured.certificates.authority)]) == 0
    assert "from now on" in capsys.readouterr().out
    with opened(tmp_path, "one") as again:
        assert exchanging.exchange(again).standing.state == exchanging.GREEN


def test_a_lost_laptop_comes_back_over_the_offices_own_authority(
    secured: Server, one: Store, own: Certificates, tmp_path: Path
) -> None:
    belonging.join(one, secured.invite(), secured.url, certificates.read(own.authority))
    exchanging.exchange(one)
    words = keys.recovery_words(one.key)
    with pytest.raises(certificates.UnknownCertificate):
        coming_back.come_back(tmp_path / "new", words, secured.url)
    coming_back.come_back(tmp_path / "new", words, secured.url, certificates.read(own.authority))
    coming_back.take_place(tmp_path / "new")
    with opened(tmp_path, "new") as new:
        assert exchanging.exchange(new).standing.state == exchanging.GREEN


def test_what_is_no_certificate_is_not_taken_for_one(own: Certificates, tmp_path: Path) -> None:
    letter, broken, both, binary = (tmp_path / name for name in ("letter.pem", "broken.pem", "both.pem", "ca.cer"))
    letter.write_text("Dear colleagues")
    broken.write_text("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
    both.write_text(own.key.read_text() + own.server.read_text())
    openssl("x509", "-in", str(own.authority), "-outform", "DER", "-out", str(binary))
    for file, code in ((letter, "no_certificate"), (broken, "no_certificate"), (both, "secret_key")):
        with pytest.raises(Refused) as refused:
            certificates.read(file)
        assert refused.value.code == code
    with pytest.raises(Refused, match="cannot be read"):
        certificates.read(tmp_path / "nowhere.pem")
    assert certificates.read(binary).strip() == certificates.read(own.authority).strip()
