"""Documents of a record on one laptop: added, listed, saved, removed, and refused in a sentence."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Refused, Trouble
from app.services import attachments, exchanging, filenames, journal, organisations, records, settings
from app.store.workspace import Store
from sync.blobs import MOST_BYTES
from tests.helpers.office import an_office, an_organisation

CONTENT = secrets.token_bytes(700_000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_office(tmp_path) as made:
        settings.put(made, {"person": "Amélia"})
        yield made


@pytest.fixture
def organisation(store: Store) -> str:
    return an_organisation(store, "Kuyera")


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    file = tmp_path / "Agreement 2026.pdf"
    file.write_bytes(CONTENT)
    return file


def test_a_document_is_added_listed_saved_and_told_of(
    store: Store, organisation: str, agreement: Path, tmp_path: Path
) -> None:
    changes = attachments.add(store, "organisation", organisation, agreement)
    (document,) = attachments.list_of(store, "organisation", organisation)
    assert changes.created == [("attachment", document.id)]
    assert (document.name, document.size, document.media_type) == ("Agreement 2026.pdf", 700_000, "application/pdf")
    assert document.state == attachments.HERE, "a laptop by itself has nothing to send"
    assert (document.by, document.at[:2]) == ("Amélia", "20")
    assert attachments.save_to(store, document.id, tmp_path / "copy.pdf").read_bytes() == CONTENT
    folder = tmp_path / "folder"
    folder.mkdir()
    assert attachments.save_to(store, document.id, folder) == folder / "Agreement 2026.pdf"
    assert [path.name for path in tmp_path.glob("*.part")] == []
    assert exchanging.in_words(exchanging.standing(store)) == "working by itself"


def test_removing_is_a_delete_that_one_undo_takes_back_with_the_content(
    store: Store, organisation: str, agreement: Path, tmp_path: Path
) -> None:
    attachments.add(store, "organisation", organisation, agreement)
    (document,) = attachments.list_of(store, "organisation", organisation)
    attachments.remove(store, document.id)
    assert attachments.list_of(store, "organisation", organisation) == []
    journal.undo(store)
    assert attachments.save_to(store, document.id, tmp_path / "again").read_bytes() == CONTENT
    journal.undo(store)
    assert attachments.list_of(store, "organisation", organisation) == []


def test_documents_go_with_the_record_they_belong_to(store: Store, organisation: str, agreement: Path) -> None:
    attachments.add(store, "organisation", organisation, agreement)
    records.delete(store, "organisation", organisation)
    assert attachments.list_of(store, "organisation", organisation) == []
    journal.undo(store)
    assert len(attachments.list_of(store, "organisation", organisation)) == 1
    records.erase(store, "organisation", organisation)
    for table in ("sync_blob", "sync_blob_piece", "attachment"):
        assert store.reading().execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_an_organisation_has_the_documents_of_those_that_were_put_together_with_it(
    store: Store, organisation: str, agreement: Path
) -> None:
    other = an_organisation(store, "Kuyera Association")
    attachments.add(store, "organisation", other, agreement)
    organisations.merge(store, organisation, other)
    assert [one.name for one in attachments.list_of(store, "organisation", organisation)] == ["Agreement 2026.pdf"]


def test_what_cannot_be_a_document_is_refused_in_a_sentence_and_leaves_nothing(
    store: Store, organisation: str, tmp_path: Path, agreement: Path
) -> None:
    empty, large = tmp_path / "empty.txt", tmp_path / "large.bin"
    empty.touch()
    with open(large, "wb") as file:
        file.truncate(MOST_BYTES + 1)
    for path, code in (
        (empty, "empty"),
        (large, "too_large"),
        (tmp_path / "gone.pdf", "unreadable"),
        (tmp_path, "unreadable"),
    ):
        assert refused(store, "organisation", organisation, path) == code
    assert refused(store, "contact", "c1", agreement) == "carries_none"
    assert refused(store, "organisation", "nobody", agreement) == "no_record"
    assert store.reading().execute("SELECT count(*) FROM attachment").fetchone() == (0,)
    assert store.reading().execute("SELECT count(*) FROM sync_blob").fetchone() == (0,)


def refused(store: Store, type: str, id: str, path: Path) -> str:
    with pytest.raises(Refused) as raised:
        attachments.add(store, type, id, path)
    assert raised.value.message.endswith(".") or ": " in raised.value.message
    return raised.value.code


def test_a_document_of_just_the_largest_size_is_taken(store: Store, organisation: str, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(1000) * (MOST_BYTES // 1000) + bytes(MOST_BYTES % 1000))
    attachments.add(store, "organisation", organisation, large)
    (document,) = attachments.list_of(store, "organisation", organisation)
    assert document.size == MOST_BYTES
    assert attachments.save_to(store, document.id, tmp_path / "copy").read_bytes() == large.read_bytes()


class Restless(io.FileIO):
    """A file that somebody saves anew while it is read."""

    def read(self, size: int = -1) -> bytes:
        found = super().read(size)
        Path(str(self.name)).write_bytes(CONTENT[1:] + b"!")
        return found


def test_a_file_that_changes_while_it_is_read_is_refused(
    store: Store, organisation: str, agreement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.attachments.open", Restless, raising=False)
    assert refused(store, "organisation", organisation, agreement) == "file_changed"


def test_what_is_no_file_is_not_waited_for(store: Store, organisation: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(store, "organisation", organisation, tmp_path / "pipe") == "unreadable"


def test_saving_over_a_folder_that_is_not_there_is_said(store: Store, organisation: str, agreement: Path) -> None:
    attachments.add(store, "organisation", organisation, agreement)
    (document,) = attachments.list_of(store, "organisation", organisation)
    with pytest.raises(Trouble) as raised:
        attachments.save_to(store, document.id, agreement.parent / "nowhere" / "copy.pdf")
    assert raised.value.code == "not_written"


# --- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Agreement 2026.pdf", "Agreement 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\win.ini", "win.ini"),
        ("..", "document"),
        ("", "document"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("minutes\u202efdp.exe", "minutesfdp.exe"),
        ("line\nbreak\x00.pdf", "linebreak.pdf"),
        ("statement.pdf.exe", "statement.pdf.exe"),
        ("trailing. . ", "trailing"),
        ("محضر الاجتماع.docx", "محضر الاجتماع.docx"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_from_elsewhere_is_a_name_alone(given: str, kept: str) -> None:
    assert filenames.plain(given) == kept
    assert filenames.plain(kept) == kept


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.SCR", "a.desktop", "a.sh ", "a.JS", "a.docm", "a.exe.", "A.Lnk"])
def test_a_program_is_known_by_the_end_of_its_name(name: str) -> None:
    assert filenames.runs(name)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.exe.pdf", "a", "a.xlsx", "a.jpeg"])
def test_what_is_no_program_may_be_opened(name: str) -> None:
    assert not filenames.runs(name)
