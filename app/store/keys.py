"""The key of a workspace: 32 random bytes in the OS keyring, else in a file only its owner may read, or sealed by a
passphrase.

`workspace.json` beside the database holds the id of the workspace, a check of the key (so that a wrong key and a
damaged file are told apart) and, with a passphrase, the sealed key. The recovery sheet is the key itself as 24 words
(BIP-39).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import platformdirs

from app.errors import Refused, Trouble
from app.words import _

SERVICE = "ujima-workspace"


def create_key(folder: Path, workspace: str, key: bytes | None = None) -> bytes:
    """A new key (or one from a recovery sheet), kept before anything is encrypted with it, and the `workspace.json` that
    names it.
    """
    key = key or secrets.token_bytes(32)
    _keep(workspace, key)
    write_facts(folder, {"workspace": workspace, "check": _check_of(key)})
    return key


def find_key(folder: Path, passphrase: str | None = None) -> bytes:
    """The key of a workspace. Raises Refused (passphrase_needed, wrong_passphrase, key_missing) with what to do."""
    facts = read_facts(folder)
    if "sealed" in facts:
        if passphrase is None:
            raise Refused("passphrase_needed", _("This workspace has a passphrase: give it."))
        key = _unseal(facts, passphrase)
    else:
        found = _fetch(facts["workspace"])
        if found is None:
            raise Refused(
                "key_missing",
                _("The key of this workspace is not on this computer: type the words of your recovery sheet."),
            )
        key = found
    if _check_of(key) != facts["check"]:
        raise Refused(
            "wrong_key",
            _("The key on this computer belongs to another workspace: type the words of your recovery sheet."),
        )
    return key


def set_passphrase(folder: Path, key: bytes, passphrase: str | None) -> None:
    """Seal the key with a passphrase (and forget the copy on this computer), or with None keep it on this computer
    again.
    """
    facts = {name: value for name, value in read_facts(folder).items() if name in ("workspace", "check")}
    if passphrase is None:
        _keep(facts["workspace"], key)
        write_facts(folder, facts)
        return
    from nacl import pwhash, secret, utils

    salt = utils.random(pwhash.argon2id.SALTBYTES)
    cost = {"ops": pwhash.argon2id.OPSLIMIT_MODERATE, "memory": pwhash.argon2id.MEMLIMIT_MODERATE}
    box = secret.SecretBox(pwhash.argon2id.kdf(32, passphrase.encode(), salt, cost["ops"], cost["memory"]))
    write_facts(folder, {**facts, "sealed": _text(bytes(box.encrypt(key))), "salt": _text(salt), **cost})
    _forget(facts["workspace"])


def forget_key(folder: Path) -> None:
    """Forget the key of a workspace on this computer, sealed or not. Only the recovery sheet opens it then."""
    facts = read_facts(folder)
    _forget(facts["workspace"])
    write_facts(folder, {name: facts[name] for name in ("workspace", "check")})


def recovery_words(key: bytes) -> str:
    """The key as 24 words to write down or print."""
    from mnemonic import Mnemonic

    return str(Mnemonic("english").to_mnemonic(key))


def key_of_words(words: str) -> bytes:
    """The key that a recovery sheet spells. Raises Refused when a word is wrong."""
    from mnemonic import Mnemonic

    text = " ".join(words.lower().split())
    if len(text.split()) != 24 or not Mnemonic("english").check(text):
        raise Refused("words_wrong", _("These are not the words of a recovery sheet: check each word, there are 24."))
    return bytes(Mnemonic("english").to_entropy(text))


def key_from_words(folder: Path, words: str) -> bytes:
    """The key from a recovery sheet, kept on this computer again. Raises Refused when a word is wrong or the sheet is
    another's.
    """
    key = key_of_words(words)
    if not fits(folder, key):
        raise Refused("words_of_another", _("This recovery sheet belongs to another workspace."))
    set_passphrase(folder, key, None)
    return key


def fits(folder: Path, key: bytes) -> bool:
    """Whether this is the key of the workspace in a folder."""
    return bool(_check_of(key) == read_facts(folder)["check"])


def read_facts(folder: Path) -> dict[str, Any]:
    """What `workspace.json` says."""
    try:
        facts = json.loads((folder / "workspace.json").read_text(encoding="utf-8"))
        assert isinstance(facts["workspace"], str)
        assert isinstance(facts["check"], str)
    except FileNotFoundError:
        raise Refused(
            "no_workspace", _("There is no workspace in {folder}: start one first (ujima init).").format(folder=folder)
        ) from None
    except (ValueError, KeyError, AssertionError, TypeError) as error:
        raise Trouble(
            "facts_damaged",
            _("The file workspace.json in {folder} is damaged: copy it back from a backup.").format(folder=folder),
        ) from error
    return dict(facts)


def write_facts(folder: Path, facts: dict[str, Any]) -> None:
    """Write `workspace.json` so that a power cut leaves the old one or the new one."""
    new = folder / "workspace.json.new"
    with open(new, "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, folder / "workspace.json")


def _check_of(key: bytes) -> str:
    return hashlib.sha256(b"ujima key check" + key).hexdigest()


def _unseal(facts: dict[str, Any], passphrase: str) -> bytes:
    from nacl import exceptions, pwhash, secret

    derived = pwhash.argon2id.kdf(
        32, passphrase.encode(), base64.b64decode(facts["salt"]), facts["ops"], facts["memory"]
    )
    try:
        return bytes(secret.SecretBox(derived).decrypt(base64.b64decode(facts["sealed"])))
    except exceptions.CryptoError:
        raise Refused(
            "wrong_passphrase",
            _("The passphrase is not right. Without it, the words of the recovery sheet open the workspace."),
        ) from None


def _keep(workspace: str, key: bytes) -> None:
    keyring = _keyring()
    if keyring is not None:
        try:
            keyring.set_password(SERVICE, workspace, key.hex())
            if keyring.get_password(SERVICE, workspace) == key.hex():
                return
        except Exception:
            pass
    path = _key_file(workspace)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, key.hex().encode())
        os.fsync(file)
    finally:
        os.close(file)


def _fetch(workspace: str) -> bytes | None:
    path = _key_file(workspace)
    if path.exists():
        return bytes.fromhex(path.read_text().strip())
    keyring = _keyring()
    try:
        text = keyring.get_password(SERVICE, workspace) if keyring is not None else None
    except Exception:
        text = None
    return bytes.fromhex(text) if text else None


def _forget(workspace: str) -> None:
    _key_file(workspace).unlink(missing_ok=True)
    keyring = _keyring()
    if keyring is not None:
        with contextlib.suppress(Exception):
            keyring.delete_password(SERVICE, workspace)


def _keyring() -> Any:
    """The system's keyring, or None where there is no desktop session to hold one."""
    if sys.platform.startswith("linux") and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    import keyring

    return keyring


def _key_file(workspace: str) -> Path:
    return Path(platformdirs.user_config_dir("ujima", appauthor=False)) / "keys" / f"{workspace}.key"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
