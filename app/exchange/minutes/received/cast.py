"""Who is who in minutes: organisations and persons, as the list of attendance has them and as names look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app import vocabulary
from app.exchange.minutes.received.tokens import Token, is_shouted, phrases_of, tokens_of, word_set, words
from app.fold import fold

_ACRONYM = re.compile(r"[A-Z][\w&.-]*[A-Z][\w&.-]*|[A-Z]{2,}[\w&.-]*|[A-Z]\d+")
_BOUND = re.compile(r"^[dDlL]['’](?=[A-ZÀ-Ý])")
_DOUBLE = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)+")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PAST = re.compile(r"\b[a-z]{3,}ed\b")
_NEGATED = re.compile(
    r"^(?:no|any|an?|aucune?|une?|ningun[oa]?|ningún|cualquier|un[ao]?|nenhuma?|qualquer|uma?)\s+", re.IGNORECASE
)
_ROMAN = re.compile(r"[IVXLC]+")
#: words that may stand in small letters within a name
PARTICLES = word_set(
    "of the for and de da do dos das del la le les los las el du des d l a à e y et en of's al ul bin ibn ben "
    "ould dit van von &"
)  # fmt: skip
#: titles before a person's name
TITLES = word_set(
    "mr mrs ms miss dr dra drs prof hon rev fr sr sra maj capt cap col lt gen eng ing lic licda pr pe pastor "
    "father sister imam sheikh alhaji inspector chief m mm mme mlle abbe don dona doña hna hno p eng° engº د "
    "أ م ا السيد السيدة الشيخ الدكتور الدكتورة المهندس الأستاذ الاستاذ الأستاذة الأخ الاخ الأخت المقدم العقيد "
    "النقيب"
)  # fmt: skip
#: words of which one, first or last, makes a text say what somebody is
ROLES = word_set(
    "coordinator director officer secretary chief head manager assistant representative delegate "
    "president chair chairperson"
    " chairman chairlady chairwoman vice administrator advisor adviser specialist expert technician "
    "engineer monitor lead consultant commissioner inspector minister"
    " governor member treasurer focal directeur directrice chef cheffe chargé chargée coordonnateur "
    "coordonnatrice secrétaire"
    " président présidente conseiller conseillère responsable agent assistant assistante gouverneur "
    "préfet maire point"
    " représentant représentante spécialiste délégué déléguée médecin directora director coordinador "
    "coordinadora secretaria"
    " secretario presidenta presidente jefe jefa oficial técnico técnica asesor asesora enlace delegado "
    "delegada alcalde"
    " alcaldesa coordenador coordenadora chefe oficial director directora delegado administrador administradora ponto"
    " secretário secretária assessor assessora vereador مدير مديرة منسق منسقة رئيس رئيسة مسؤول مسؤولة "
    "موظف موظفة أمين عضو مندوب"
)
_CLAUSE = word_set("that que qui who which resolved agreed decided asked الذي التي")
#: an acronym in capitals has no more letters
LONGEST = 10
#: acronyms in minutes that name nobody
_THINGS = word_set("AOB TBC TBD ASAP OK NB HH GPS SIM PDF RE TR FW CC PM AM NA N/A ID USD MT XAF CFA COVID")


@dataclass(frozen=True)
class Mention:
    """A known name in a text: from `start` to before `end`."""

    start: int
    end: int
    person: bool


class Cast:
    """The names of one document: those of its list of attendance, and the well-known organisations."""

    def __init__(self, persons: Iterable[str], bodies: Iterable[str]) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], bool, bool]]] = {}
        for written, acronym in _well_known():
            self._add(written, False, acronym)
        for body in bodies:
            self._add(body, False)
            first, _space, rest = body.partition(" ")
            if len(words(body)) > 2 or (len(rest) > 3 and fold(first) in body_words()):
                self._add(rest, False)
        for person in persons:
            bare = [word for word in person.split() if fold(word).strip(".") not in TITLES]
            self._add(person, True)
            self._add(" ".join(bare), True)
            self._add(" ".join(bare[:2]), True)
            for one in (bare[:1] + bare[-1:]) if len(bare) > 1 else ():
                if len(one) > 2 and fold(one) not in PARTICLES:
                    self._add(one, True)
        for some in self._names.values():
            some.sort(key=lambda name: -len(name[0]))

    def _add(self, written: str, person: bool, shouted: bool = False) -> None:
        name = words(written)
        if name and len("".join(name)) > 1 and not (len(name) == 1 and name[0] in PARTICLES):
            self._names.setdefault(name[0], []).append(
                (name, person, shouted or _ACRONYM.fullmatch(written) is not None)
            )

    def at(self, text: str, place: int) -> Mention | None:
        """The longest known name that begins at a place of a text, in Arabic also behind an attached “and”, “to”, “by”."""
        tokens = tokens_of(text)
        first = next((n for n, token in enumerate(tokens) if token.start >= place), None)
        return self._at_token(text, tokens, first) if first is not None and tokens[first].start == place else None

    def mentions(self, text: str) -> list[Mention]:
        """Every known name in a text, in order, the longest where one stands in another."""
        tokens, found, place = tokens_of(text), [], 0
        while place < len(tokens):
            mention = self._at_token(text, tokens, place)
            if mention:
                found.append(mention)
                while place < len(tokens) and tokens[place].start < mention.end:
                    place += 1
            else:
                place += 1
        return found

    def _at_token(self, text: str, tokens: tuple[Token, ...], place: int) -> Mention | None:
        token = tokens[place]
        for cut in _cuts(token.word):
            for name, person, shouted in self._names.get(token.word[cut:], ()):
                rest = tokens[place + 1 : place + len(name)]
                if tuple(one.word for one in rest) != name[1:]:
                    continue
                start, end = token.start + cut, (rest[-1].end if rest else token.end)
                written = text[start:end]
                if (shouted and not _is_shouted(written)) or not _may_be_name(written):
                    continue
                return Mention(start, end, person)
        return None

    def knows(self, text: str) -> bool:
        """Whether a text is a known name and nothing else."""
        bare = text.strip(" .,;:()")
        found = self.at(bare, 0) if bare else None
        return found is not None and found.end >= len(bare.rstrip(" .")) - 1

    def is_person(self, text: str) -> bool:
        """Whether a text is the name of a person who was there, or looks like one and like no organisation."""
        found = self.at(text, 0)
        return found.person if found and found.end >= len(text) - 1 else looks_like_person(text)


def looks_like_body(text: str) -> bool:
    """Whether a text looks like the name of an organisation: an acronym, or with a word such as ministry, association."""
    parts = text.split()
    if not parts or len(parts) > 10:
        return False
    if _NEGATED.match(text):
        return False
    if fold(text) in _known_names():
        return True
    if any(fold(word).strip("'’.") in body_words() for word in _WORD.findall(text.replace("'", " ").replace("’", " "))):
        return True
    if phrases_of("body_sign").within(tokens_of(text)):
        return True
    if len(parts) > 2 and is_shouted(text):
        return False
    if phrases_of("collective", "red_cross", "council").at(tokens_of(text), 0):
        return True
    return is_acronym(parts[0]) and all(
        is_acronym(word) or word[:1].isupper() or fold(word) in PARTICLES for word in parts
    )


def is_known(text: str) -> bool:
    """Whether a text is the name or the acronym of a well-known organisation."""
    return fold(text) in _known_names()


def is_acronym(word: str) -> bool:
    """Whether a word is written as an acronym is: `WFP`, `DoDMA`, `UNICEF/TdH`."""
    bare = word.strip("()[]/,.;:")
    parts = [part for part in re.split(r"[/+]", bare) if part]
    return bool(parts) and all(
        (len(part) <= LONGEST or not part.isupper())
        and _ACRONYM.fullmatch(part) is not None
        and not _DOUBLE.fullmatch(part)
        and part not in _THINGS
        and not (_ROMAN.fullmatch(part) and part != "CICL")
        for part in parts
    )


def looks_like_person(text: str) -> bool:
    """Whether a text may be the name of a person: two to six words, each with a capital where the script has capitals."""
    parts = [word for word in text.replace("’", "'").split() if fold(word).strip(".") not in TITLES]
    if not 1 <= len(parts) <= 6 or len(text.split()) < 2 or looks_like_body(text) or re.search(r"[\d:;@?!]", text):
        return False
    if _ARABIC.search(text):
        return len(text.split()) <= 5
    return all(_BOUND.sub("", word)[:1].isupper() or fold(word) in PARTICLES for word in parts)


def is_group(text: str) -> bool:
    """Whether a text is a word for several organisations and nothing more: `NGOs`, `les partenaires`; none is one of them."""
    tokens = tokens_of(text)
    hit = phrases_of("collective", "all", "members", "partners", "agencies", "ngos", "clusters", "authorities").at(
        tokens, 0
    )
    return hit is not None and hit.after == len(tokens)


def is_role(text: str) -> bool:
    """Whether a text says what somebody is, and not where: `County Coordinator`, `directora regional`."""
    tokens = tokens_of(text)
    return bool(tokens) and bool({tokens[0].word, tokens[-1].word} & ROLES) and not is_acronym(text.split()[0])


def is_collective(text: str) -> bool:
    """Whether a text begins with a word for several or for an office: `all sectors`, `les membres`, `secretariat`."""
    tokens = tokens_of(text)
    phrases = phrases_of("collective")
    hit = phrases.at(tokens, 0)
    if hit is None or len(tokens) > 9 or _CLAUSE & {token.word for token in tokens} or _PAST.search(text):
        return False
    return hit.code != "all" or len(tokens) <= 6


@cache
def body_words() -> frozenset[str]:
    """Words of which one makes a name the name of an organisation."""
    rows = vocabulary.code_list("body_sign").rows.values()
    return frozenset(fold(word) for row in rows for word in row["synonyms"].split("|") if " " not in word)


@cache
def _well_known() -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for one in vocabulary.known_organisations():
        for written in (one.acronym, one.name, *one.aliases):
            if written and (len(written) > 3 or written.isupper()) and len(written) > 2:
                found.append((written, written.isupper() or (one.acronym == written and " " not in written)))
    return tuple(found)


@cache
def _known_names() -> frozenset[str]:
    return frozenset(fold(written) for written, _acronym in _well_known())


def _cuts(word: str) -> tuple[int, ...]:
    """How many letters of a word may be attached to its front: in Arabic و, ل, ب, ف and the article behind them."""
    if not _ARABIC.match(word) and not (len(word) > 2 and word[0] in "ولبف"):
        return (0,)
    return (0, 1, 2) if word[0] in "ولبف" else (0,)


def _is_shouted(written: str) -> bool:
    return written.upper() == written or _ACRONYM.fullmatch(written) is not None


def _may_be_name(written: str) -> bool:
    return not written[:1].islower() or " " in written
