"""Lists of people are refused: Ujima keeps counts. A list has a person's name per row beside an id, a phone, an age or a birth date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.exchange.reading.book import Sheet, is_blank
from app.exchange.reading.contents import is_number, profile
from app.exchange.reading.header_rows import Headers
from app.fold import fold

ENOUGH = 0.6
FEWEST_ROWS = 2
KINDS = ("words", "number", "person_name", "date", "phone", "person_id")

_PEOPLE = (
    r"(?:beneficiar\w*|recipients?|participants?|persons?|heads?|patients?|child(?:ren)?|caregivers?|respondents?|"
    r"clients?|hh ?heads?)"
)
_HEAD = (
    r"(?:hh|household) head|head of (?:the )?(?:household|family|hh)|chef(?:fe)? de menage|jef[ea] (?:de|"
    r"del) (?:hogar|familia)|"
    r"chefe d[eoa] (?:agregado|familia)(?: familiar)?"
)
PERSON = re.compile(
    rf"(?:.* )?(?:{_PEOPLE}'?s? (?:full )?names?|names? of (?:the |each )?{_PEOPLE}|"
    rf"(?:{_HEAD})(?:'?s? names?)?|names? of (?:the )?(?:{_HEAD})|"
    r"(?:full|first|last|given|family|middle|father'?s?|mother'?s?|husband'?s?) ?names?|surname|"
    r"(?:pre)?noms? (?:et|&|/) (?:pre)?noms?|prenoms?|"
    r"nom de famille|nom (?:complet|du beneficiaire|de la beneficiaire|du chef de menage|de la personne|"
    r"des beneficiaires)|"
    r"nombres?(?: y|,|/)? apellidos?|apellidos?|nombre completo|nombre del? (?:la )?(?:beneficiari\w+|"
    r"persona|titular|jefe\w* de (?:hogar|familia))|"
    r"nome completo|sobrenome|apelido|nome d[oa] (?:beneficiari\w+|chefe|titular|pessoa)(?: .*)?)(?: \(.*\))?|"
    r".*(?:اسم المستفيد|الاسم الكامل|الاسم الثلاثي|الاسم الرباعي|اسم رب|رب الاسره|اسم الشخص).*"
)
BARE_NAME = re.compile(r"(?:the )?(?:names?|noms?|nombres?|nomes?|الاسم|اسم|jina|beneficiar\w+|beneficiaires?)")
CONTACT = re.compile(
    r".*\b(?:focal|contact\w*|contato|contacto|reported by|reporting|focal point|point focal|punto focal|"
    r"ponto focal|manager|coordinator|"
    r"organi[sz]a\w*|partner|partenaire|agency|agence)\b.*"
)
IDENTITY = re.compile(
    r"(?:id|id ?card)(?: ?(?:no|number|num|nr|n°|#))?\.?|.*\b(?:(?:national|personal|identity|"
    r"identification|person|beneficiary|household|hh|progres|voter|tax|patient|"
    r"member) (?:id|identity|identification|card|code|no|number)\w*|nid|passport\w*|case (?:no|number|id)|"
    r"ration card|registration (?:no|number)|"
    r"card (?:no|number)|bvn|nin|cnic|tazkira|dpi|dni|cui|cedula|curp|bi|nuit|carte (?:d'identite|nationale)|cni|ssn|"
    r"numero (?:d'identi\w+|de identi\w+|de documento|de carte)|piece d'identite|documento de identi\w+|"
    r"bilhete(?: de identidade)?)\b.*|"
    r".*(?:رقم الهويه|الهويه|رقم وطني|الرقم الوطني|رقم البطاقه|جواز).*"
)
PHONE = re.compile(
    r".*\b(?:phone|mobile|tel|telephone|telefono|telefone|celular|movil|msisdn|cell|whatsapp|portable|"
    r"contact no|contact number)\b.*|.*(?:هاتف|جوال|موبايل).*"
)
AGE = re.compile(
    r"(?:.*\b)?(?:age|edad|idade|dob|date of birth|birth ?date|year of birth|date de naissance|naissance|"
    r"fecha de nacimiento|nacimiento|"
    r"data de nascimento|nascimento|ages?(?: \(?(?:years?|ans|anos)\)?)?)(?: .*)?|.*(?:العمر|السن|تاريخ الميلاد).*"
)


def is_list_of_people(sheet: Sheet, headers: Headers) -> bool:
    """Whether a sheet names a person per row beside what identifies or describes that person.

    Contacts of organisations are no such list: their headings say so. Headings and values must agree, since names of
    organisations look like names of people.
    """
    rows = [row for row in sheet.rows[headers.after :] if any(not is_blank(cell) for cell in row)]
    if len(rows) < FEWEST_ROWS:
        return False
    names, marks = [], []
    folded = [[fold(part) for part in parts] or [""] for parts in headers.texts]
    aged = any(
        any(AGE.fullmatch(text) for text in said) and _marks_people(rows, column, said)
        for column, said in enumerate(folded)
    )
    for column, said in enumerate(folded):
        if any(CONTACT.fullmatch(text) for text in said):
            continue
        if _names_people(rows, column, said, aged):
            names.append(column)
        elif _marks_people(rows, column, said):
            marks.append(column)
    return bool(names and marks) or _looks_like_people(rows, headers)


def _names_people(rows: Sequence[Sequence[Any]], column: int, said: list[str], aged: bool) -> bool:
    """A bare "Name" over words that differ is a person's where an age stands in the row, however the names are written."""
    by_heading = any(PERSON.fullmatch(text) for text in said)
    if not by_heading and not any(BARE_NAME.fullmatch(text) for text in said):
        return False
    about = profile(rows, column, kinds=KINDS)
    if about.filled < 0.4 * about.sampled:
        return False
    if by_heading or aged:
        return about.share("words") >= ENOUGH and about.share("number") < 0.2 and (by_heading or _differs(about))
    return about.share("person_name") >= ENOUGH and _differs(about)


def _marks_people(rows: Sequence[Sequence[Any]], column: int, said: list[str]) -> bool:
    if not any(words.fullmatch(text) for text in said for words in (AGE, IDENTITY, PHONE)):
        return False
    about = profile(rows, column, kinds=KINDS)
    if about.filled < 0.3 * about.sampled:
        return False
    if any(AGE.fullmatch(text) for text in said):
        cells = [row[column] for row in rows[:200] if column < len(row) and not is_blank(row[column])]
        ages = [cell for cell in cells if is_number(cell) and 0 <= _number(cell) <= 115]
        return len(ages) >= ENOUGH * len(cells) or about.share("date") >= ENOUGH
    if any(IDENTITY.fullmatch(text) for text in said):
        return _differs(about) and about.length >= 3
    return any(PHONE.fullmatch(text) for text in said) and about.share("phone") >= 0.5


def _looks_like_people(rows: Sequence[Sequence[Any]], headers: Headers) -> bool:
    """Without a heading that says so: a column of names of people, hardly repeating, beside phones or long numbers that hardly repeat."""
    names = phones = False
    for column, parts in enumerate(headers.texts):
        if any(CONTACT.fullmatch(fold(part)) for part in parts):
            return False
        about = profile(rows, column, kinds=KINDS)
        if about.filled < 0.6 * about.sampled or about.sampled < 5:
            continue
        names = names or (about.share("person_name") >= 0.8 and _differs(about) and about.share("organisation") == 0)
        phones = phones or (
            max(about.share("phone"), about.share("person_id")) >= 0.8
            and about.length >= 7
            and _differs(about)
            and about.share("date") < 0.1
        )
    return names and phones


def _differs(about: Any) -> bool:
    return about.distinct >= 0.7 * about.filled


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except ValueError:
        return -1.0
