"""The commands that count and write: export, matrix, reach."""

from __future__ import annotations

import argparse

from app.cli.answer import Answer
from app.errors import Refused
from app.insight.matrix import BY_ORGANISATION, BY_PLACE
from app.insight.selection import Filters
from app.services import exporting, exporting_forms, reach
from app.services.selection import filters_from
from app.store.workspace import Store
from app.words import _


def export(store: Store, options: argparse.Namespace) -> Answer:
    """`export OUT.xlsx|.csv|.geojson`; with `--form --org NAME` that organisation's own sheet."""
    if options.form:
        return _export_form(store, options)
    report = exporting.export(
        store,
        options.out,
        exporting.Options(
            filters=_filters(store, options),
            level=options.level,
            profile=options.profile,
            hashtags=not options.no_hashtags,
            language=options.lang or options.language,
            edition=options.edition,
            recipient=options.recipient,
        ),
    )
    text = _("{rows} rows written to {file}.").format(rows=report["rows"], file=report["file"])
    return Answer(report, "\n".join([text, *report["notes"]]))


def _export_form(store: Store, options: argparse.Namespace) -> Answer:
    filters = _filters(store, options)
    if not filters.organisations:
        raise Refused("organisation_missing", _("Say whose sheet it is: --org NAME."))
    language = options.lang or options.language
    report = exporting_forms.export_form(store, options.out, filters.organisations[0], language_code=language)
    return Answer(report, _("{rows} rows written to {file}.").format(rows=report["rows"], file=report["file"]))


def matrix(store: Store, options: argparse.Namespace) -> Answer:
    """`matrix`: rows by sector, each cell with its count and who."""
    by = BY_PLACE if options.by == "sector" else BY_ORGANISATION
    data = reach.read_matrix(store, _filters(store, options), options.level, by, options.measure)
    names = [column["name"] for column in data["columns"]]
    lines = ["\t".join(["", *names, _("Total")])]
    for row in data["rows"]:
        values = [row["cells"].get(column["id"], {}).get("value", "") for column in data["columns"]]
        lines.append("\t".join(map(str, [row["name"], *values, row["total"]])))
    lines.append("\t".join(map(str, [_("Total"), *(column["total"] for column in data["columns"]), data["total"]])))
    return Answer(data, "\n".join(lines))


def read_reach(store: Store, options: argparse.Namespace) -> Answer:
    """`reach`: the three figures side by side."""
    data = reach.read_reach(store, _filters(store, options), options.level)
    cannot = _("cannot be computed")
    lines = [
        f"{one['title']}: {cannot if one['people'] is None else one['people']} ({one['method']})"
        for one in data["figures"]
    ]
    return Answer(data, "\n".join(lines))


def _filters(store: Store, options: argparse.Namespace) -> Filters:
    return filters_from(
        store,
        places=options.place,
        sectors=options.sector,
        statuses=options.status,
        domains=options.domain,
        organisation=options.org,
        period=options.period,
        public=getattr(options, "public", False),
    )
