"""Which organisation of the register this office is: for "mine", and for who raised and who assigned something."""

from __future__ import annotations

from app.errors import Refused
from app.exchange.matching.organisation_names import org_key
from app.services import settings
from app.services.organisations import ids_by_name, standing_for
from app.store.workspace import Store
from app.words import _

OWN_ORGANISATION = "own_organisation"
"""The setting that names it, once a person has chosen it."""


def own_organisation(store: Store) -> str | None:
    """The id of this office's organisation: as it was chosen, else the one that is named as the office is."""
    reader = store.reading()
    chosen = settings.get(store, OWN_ORGANISATION)
    if chosen is None and (office := org_key(settings.office(store).name or "")):
        return ids_by_name(reader).get(office)
    return standing_for(reader).get(chosen, chosen) if chosen else None


def choose_own(store: Store, organisation: str | None) -> None:
    """Say which organisation this office is, by its id; None leaves it to the name. Raises Refused (no_such_organisation)."""
    known = store.reading().execute("SELECT 1 FROM organisation WHERE id = ? AND NOT deleted", (organisation,))
    if organisation is not None and known.fetchone() is None:
        said = _("{name} is not in the register of organisations: choose one that is, or add it there first.")
        raise Refused("no_such_organisation", said.format(name=organisation))
    settings.put(store, {OWN_ORGANISATION: organisation})
