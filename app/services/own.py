"""Which organisation of the register this office is: for "mine", and for who raised and who assigned something."""

from __future__ import annotations

from app.exchange.matching.organisation_names import org_key
from app.services import settings
from app.services.organisations import standing_for
from app.store.workspace import Store

OWN_ORGANISATION = "own_organisation"
"""The setting that names it, once a person has chosen it."""


def own_organisation(store: Store) -> str | None:
    """The id of this office's organisation: as it was chosen, else the one that is named as the office is."""
    reader = store.reading()
    chosen = settings.get(store, OWN_ORGANISATION)
    if chosen is None and (office := org_key(settings.office(store).name or "")):
        rows = reader.execute("SELECT id, name, acronym FROM organisation WHERE NOT deleted ORDER BY id")
        chosen = next((id for id, *names in rows if office in [org_key(name or "") for name in names]), None)
    return standing_for(reader).get(chosen, chosen) if chosen else None
