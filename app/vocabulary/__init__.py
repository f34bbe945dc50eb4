"""Code lists, header words, level words and well-known organisations, read from `resources/vocabulary` when first asked for.

What a text means is decided by these files alone: a text is found when its folded words are those of a code, a name or
a synonym, never because it looks alike. The files have the names in five languages and, in `synonyms`, further writings
separated by `|`. A writing that holds in one language or country only bears its tag (`es:en especie`,
`pt_BR:em espécie`): the false friends between French, Spanish and Portuguese are told apart so.
"""

from app.vocabulary.headers import Header, fields_of_header, header_writings, headers, is_other_header
from app.vocabulary.levels import level_of_word, level_word
from app.vocabulary.lists import CodeList, code_list
from app.vocabulary.organisations import KnownOrganisation, known_organisations, nobody
from app.vocabulary.writings import ANY, FOLDER, Writings, read_rows, words_of

__all__ = [
    "ANY",
    "FOLDER",
    "CodeList",
    "Header",
    "KnownOrganisation",
    "Writings",
    "code_list",
    "fields_of_header",
    "header_writings",
    "headers",
    "is_other_header",
    "known_organisations",
    "level_of_word",
    "level_word",
    "nobody",
    "read_rows",
    "words_of",
]
