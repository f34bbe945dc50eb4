"""Pages from Jinja templates: everything is escaped, words come from the one catalogue, and there is no script."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import rights
from app.paths import RESOURCES
from app.server.roles import role_name
from app.words import LANGUAGES, N_, _, is_right_to_left, language, ngettext

FOLDER = RESOURCES / "server"
ICONS = RESOURCES / "icons"

#: the way through the pages: address, icon, words, the act that shows it
WAYS = (
    ("/3w", "grid-3x3", N_("National 3W"), "see_3w"),
    ("/conflicts", "circle-help", N_("Questions"), "settle"),
    ("/laptops", "monitor", N_("Laptops"), "see_laptops"),
    ("/districts", "map-pin", N_("Districts"), "see_districts"),
    ("/organisations", "building-2", N_("Organisations"), "edit_organisations"),
    ("/health", "refresh-cw", N_("Exchange"), "see_health"),
    ("/people", "users", N_("People"), "manage_people"),
    ("/feed", "upload", N_("Feed"), "manage_feed"),
    ("/audit", "history", N_("Audit"), "see_audit"),
)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        _=_,
        ngettext=ngettext,
        ways=WAYS,
        icon=icon,
        roles=rights.ROLES,
        languages=LANGUAGES,
        language=language,
        direction=lambda: "rtl" if is_right_to_left() else "ltr",
        role_name=role_name,
    )
    return made


def render(name: str, **values: Any) -> str:
    """A page as HTML."""
    return _environment().get_template(name).render(**values)


@cache
def icon(name: str) -> Markup:
    """An icon, drawn in the colour of the text around it."""
    drawn = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    start = drawn.index("<svg")
    box = re.search(r'viewBox="([\d. ]+)"', drawn)
    line = ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    head = f'<svg aria-hidden="true" class="icon" viewBox="{box[1] if box else ""}" fill="none"'
    inner = drawn[drawn.index(">", start) + 1 :]
    return Markup(f"{head}{line if 'currentColor' in drawn else ''}>{inner}")
