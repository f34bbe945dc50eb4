"""How running text says that something was agreed, or that somebody was asked: phrases of the vocabulary, and patterns for
what no list of phrases can hold (`la mesa decide igualmente`, `the committee then resolved`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.exchange.minutes.received.tokens import Hit, Token, phrases_of


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


#: those who decide
_BODY = {
    "en": "(?:the )?"
    + _any(
        "members participants committee meeting forum partners group cluster board council plenary "
        "attendees house taskforce"
    )
    + "(?: force)?",
    "fr": "(?:(?:le|la|les|l) )?"
    + _any(
        "comite reunion membres participants groupe cluster assemblee cadre commission plateforme presents forum seance"
    )
    + r"(?: (?!a |ont |de )\w+){0,2}?",
    "es": "(?:(?:el|la|los|las) )?"
    + _any(
        "comite mesa comision grupo reunion pleno plenario asamblea miembros participantes asistentes "
        "presentes foro consejo"
    )
    + r"(?: \w+){0,2}?",
    "pt": "(?:(?:o|a|os|as) )?"
    + _any(
        "comite comissao grupo reuniao plenario assembleia membros participantes presentes cluster forum "
        "conselho sessao"
    )
    + r"(?: \w+){0,2}?",
    "ar": _any("المجتمعون الحاضرون الجميع الاعضاء المشاركون اللجنه المجموعه الاجتماع الاطراف الشركاء المجلس الحضور"),
}
#: what may stand between them and the verb
_ALSO = {
    "en": f"(?:{_any('then also further therefore unanimously finally all has have later jointly again thus')} )*",
    "fr": f"(?:(?:a l unanimite|{_any('aussi egalement ensuite donc finalement alors enfin ainsi')}) )*",
    "es": f"(?:(?:por unanimidad|{_any('tambien igualmente ademas asimismo luego finalmente ha han entonces')}) )*",
    "pt": f"(?:(?:por unanimidade|{_any('tambem igualmente ainda depois finalmente assim')}) )*",
    "ar": "",
}
_VERBS = {
    "en": _any("agreed agree decided decide resolved resolve adopted adopt approved endorsed authorised authorized"),
    "fr": _any(
        "decide decident convenu conviennent convient retenu retient retiennent adopte adoptent approuve valide arrete"
    )[:-1]
    + "|acte|resolu|cree|institue|autorise|autorisent|interdit|suspend|fixe)",
    "es": _any(
        "acuerda acuerdan acordo acordaron decide deciden decidio decidieron resuelve resuelven resolvio resolvieron"
    )[:-1]
    + "|aprueba|aprueban|aprobo|aprobaron|conforma|conformo|crea|autoriza|autorizo|fija|fijo)",
    "pt": _any(
        "decidiu decidiram acordou acordaram deliberou deliberaram aprovou aprovaram concordou concordaram resolveu"
    )[:-1]
    + "|decide|delibera|autoriza|autorizou|fixou|suspendeu)",
}
_AGREED = {
    "en": f"(?:it (?:was|is|has been)|we|{_BODY['en']}) {_ALSO['en']}{_VERBS['en']}(?: (?:that|to|on|upon|unanimously))*",
    "fr": f"(?:il (?:a|est) (?:ete )?|on a |nous avons |{_BODY['fr']} (?:(?:a|ont) )?){_ALSO['fr']}{_VERBS['fr']}"
    "(?: (?:egalement|aussi|de|que|a l unanimite))*",
    "es": f"(?:se|{_BODY['es']}) {_ALSO['es']}{_VERBS['es']}"
    "(?: (?:igualmente|tambien|ademas|por unanimidad|por mayoria|que|en))*",
    "pt": f"(?:{_any('acordou decidiu deliberou concordou aprovou resolveu estabeleceu decide acorda delibera')} se"
    rf"|{_any('ficou foi fica ficaram foram')} (?:\w+ )?"
    f"{_any('acordado decidido deliberado assente estabelecido acordada decidida deliberada criada criado')}"
    rf"|{_BODY['pt']} (?:\w+ )?{_VERBS['pt']})(?: (?:tambem|igualmente|por unanimidade|que|em))*",
    "ar": f"(?:كما )?[وف]?(?:تم (?:الاتفاق|التوافق|اقرار)|تقرر|{_any('اتفق قرر اقر وافق خلص توصل انتهي')}ت? {_BODY['ar']}"
    "|صار في اجماع|تم اتخاذ القرار)(?: (?:علي|الي|ان|انه|بالاجماع|ايضا|كذلك|ب))*",
}
_ASKED_OF = {
    "en": f"{_BODY['en']} {_ALSO['en']}{_any('asked requested tasked mandated directed instructed urged')}",
    "fr": f"(?:il (?:a|est) {_ALSO['fr']}(?:ete )?|{_BODY['fr']} (?:(?:a|ont) )?){_ALSO['fr']}"
    f"(?:{_any('charge mandate invite prie instruit')}|{_any('demande demandent recommande recommandent')} (?:a|au|aux))",
    "es": f"(?:se|{_BODY['es']}) {_ALSO['es']}"
    f"{_any('encarga encargo encargaron solicita solicito solicitaron pide pidio pidieron encomienda encomendo')} al?",
    "pt": f"(?:{_any('recomendou recomenda solicitou solicita pediu pede sugeriu orientou')} se {_ALSO['pt']}(?:ao|aos|as|a|que)"
    f"|{_any('fica ficou ficam ficaram')} (?:o|a|os|as)|{_BODY['pt']} {_ALSO['pt']}"
    f"{_any('encarregou encarrega solicitou solicita pediu pede mandatou orientou recomendou recomenda incumbiu')}"
    "(?: (?:ao|aos|as|a|o|os))?)",
    "ar": f"[وف]?{_any('كلف طلب اوصت اوصي دع وجه الزم')}ت? {_BODY['ar']}(?: (?:من|ب))?",
}
_COMPILED = [
    (code, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"))
    for code, table in (("asked_of", _ASKED_OF), ("agreed", _AGREED))
    for pattern in table.values()
]


def phrases_in(tokens: Sequence[Token]) -> list[Hit]:
    """Every phrase that says that something was agreed or asked, in order, the longest where two begin together."""
    listed = phrases_of("agreed_phrase", "agreed", "asked", "asked_of", "adopted", "lasting").within(tuple(tokens))
    text = " ".join(token.word for token in tokens)
    for code, pattern in _COMPILED:
        for found in pattern.finditer(text):
            first = text.count(" ", 0, found.start())
            listed.append(Hit(code, first, first + found[0].count(" ") + 1))
    kept: list[Hit] = []
    for hit in sorted(listed, key=lambda hit: (hit.first, -hit.after)):
        if not kept or hit.first >= kept[-1].after:
            kept.append(hit)
    return kept
