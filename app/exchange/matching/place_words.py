"""Words met in cells of places that are no names: kinds of area, directions, "national", "all districts", "unknown".

All are folded. They are data of the matching, in the five languages of the program and as OCHA country files write them.
"""

from __future__ import annotations

import re

from app.fold import fold


def _folded(*texts: str) -> frozenset[str]:
    return frozenset(fold(word) for text in texts for word in text.split())


AREAS = _folded(
    "province provincial provinces prov region regional reg district dist county counties state governorate gov division",
    "department dept dpt prefecture subprefecture sub municipality municipal commune ward constituency circle canton zone",
    "subcounty subdistrict lga woreda wereda kebele ta chiefdom territory oblast block upazila union parish payam boma",
    "province region prefecture souspref departement district arrondissements territoire cercle sous collectivite secteur",
    "departamento dpto depto municipio mpio provincia estado distrito comarca parroquia corregimiento",
    "provincia distrito posto administrativo localidade municipio regiao estado localite",
    "mantika mantiqa mintaka muhafaza muhafazah wilaya wilayat baladiya mudiriya liwa locality gobolka gobol degmada degmo",
    "محافظة ولاية مديرية منطقة بلدية قضاء محلية شعبية ناحية إقليم دائرة المحافظة الولاية المديرية المنطقة البلدية المحلية",
)  # fmt: skip
"""Kinds of area: they say what a place is and may be left out ("Province de la Sofala", "Bade LGA")."""

TOWNS = _folded("city town cidade vila ville ciudad villa madinat madeinat madinah metropolitan مدينة")
"""Kinds of town. They tell places apart: Cidade de Pemba is not Pemba. Left out on one side only, a match is but proposed."""

LINKS = _folded("de da do das dos del di d of the la le les los las el du des l and y e et")
"""Small words between a kind of area and its name, and between the parts of a name."""

ARTICLES = _folded("al el ad ag aj an ar as ash at az ed es the la le les los las o a os as ال")
"""Articles at the start of a name, which transliterations write in many ways."""

SHORT_FORMS = {
    "sta": "santa",
    "sto": "santo",
    "ste": "sainte",
    "st": "saint",
    "mt": "mount",
    "mte": "monte",
    "gral": "general",
}
"""Abbreviations within names."""

_DIRECTIONS = {
    "north": "north northern nord norte septentrional shamal shimal shamaal شمال الشمالية الشمالي",
    "south": "south southern sud sur sul meridional janub janoub جنوب الجنوبية الجنوبي",
    "east": "east eastern est este leste oriental orientale sharg sharq شرق الشرقية الشرقي",
    "west": "west western ouest oeste occidental occidentale gharb غرب الغربية الغربي",
    "central": "central centre centro center middle moyen moyenne wasat waseta wasit وسط الوسطى الأوسط",
    "upper": "upper haut haute hauts alto alta",
    "lower": "lower bas basse bajo baja baixo baixa",
    "rural": "rural reif reifi ريف ريفي",
}
DIRECTIONS = {fold(word): side for side, words in _DIRECTIONS.items() for word in words.split()}
"""Words that tell neighbours apart, in several languages: two names that differ in them are never near."""

NATIONAL = frozenset(
    fold(text)
    for text in (
        "national", "nationwide", "nation wide", "national level", "national coverage", "country", "countrywide",
        "country wide", "whole country", "entire country", "all country", "all over the country", "federal", "all regions",
        "all states", "all provinces", "all governorates", "country level", "central level", "across the country",
        "national scale", "all counties", "whole of country",
        "national", "nationale", "niveau national", "couverture nationale", "tout le pays", "ensemble du pays",
        "echelle nationale", "territoire national", "toutes les provinces", "toutes les regions", "toutes les prefectures",
        "tous les departements", "l'ensemble du pays", "sur tout le territoire", "portee nationale",
        "nacional", "cobertura nacional", "a nivel nacional", "nivel nacional", "todo el pais", "todo el territorio",
        "alcance nacional", "todos los departamentos", "todas las provincias", "todos los estados", "pais",
        "nivel nacional", "ambito nacional", "todo o pais", "todo pais", "pais inteiro", "todas as provincias",
        "em todo o pais", "escala nacional", "abrangencia nacional", "todos os estados", "a nivel nacional",
        "وطني", "على المستوى الوطني", "المستوى الوطني", "كل البلاد", "جميع أنحاء البلاد", "كامل البلاد", "كافة المحافظات",
        "جميع المحافظات", "كل المحافظات", "جميع الولايات", "كل الولايات", "كافة الولايات", "على مستوى البلاد",
    )
)  # fmt: skip
"""Texts that mean the whole country, whatever the level of their column."""

_ALL_OF = (
    (
        "all",
        "whole",
        "entire",
        "all the",
        "the whole",
        "the entire",
        "every",
        "across the",
        "throughout the",
        "province",
        "state",
    ),
    (
        "tout",
        "toute",
        "tous",
        "toutes",
        "toute la",
        "tout le",
        "tous les",
        "toutes les",
        "ensemble de la",
        "ensemble du",
    ),
    ("todo", "toda", "todos", "todas", "todo el", "toda la", "todos los", "todas las"),
    ("todo o", "toda a", "todos os", "todas as", "todo", "toda"),
    ("كل", "جميع", "كافة", "كامل"),
)
_PARTS = (
    "province state region district districts county counties governorate department municipality municipalities area areas "
    "lga lgas localities locality wards wide level communes woredas zones camps sub-districts",
    "province region prefecture prefectures sous-prefectures departement departements district districts communes "
    "localites zones territoires arrondissements",
    "departamento municipios municipio provincia distritos distrito comunidades localidades",
    "provincia distritos distrito municipios postos localidades regiao",
    "المحافظة الولاية المنطقة المديريات المحليات المناطق البلديات",
)
WHOLE = frozenset(
    fold(f"{every} {part}") for alls, parts in zip(_ALL_OF, _PARTS, strict=True) for every in alls for part in parts.split()
) | frozenset(fold(word) for word in ("all", "tous", "toutes", "todos", "todas", "الكل", "الجميع", "multiple", "various", "varios",
                                       "diverses", "divers", "plusieurs", "diversos", "متعدد"))  # fmt: skip
"""Texts that mean the whole of the place above: "all districts", "toda a província", "province-wide"."""

BLANKS = frozenset(
    fold(text)
    for text in (
        "n/a", "na", "n.a.", "nd", "n/d", "n.d.", "none", "null", "nil", "tbd", "tbc", "unknown", "not available", "not specified",
        "unspecified", "not applicable", "not known", "blank", "#n/a", "#ref!", "#value!", "inconnu", "non specifie",
        "non precise", "non disponible", "a determiner", "sin dato", "sin datos", "desconocido", "no disponible", "no aplica",
        "no especificado", "desconhecido", "nao disponivel", "nao especificado", "nao aplicavel", "sem dados", "a definir",
        "غير معروف", "غير محدد", "لا ينطبق", "غير متوفر", "other", "autre", "otro", "outro",
    )
)  # fmt: skip
"""Texts that name no place."""

SOUNDS = (("dh", "d"), ("th", "t"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("x", "h"),
           ("q", "k"), ("ck", "k"), ("c", "k"), ("y", "i"), ("j", "i"), ("w", "u"), ("v", "u"), ("z", "s"), ("ç", "s"))  # fmt: skip
"""Letters that transliterations of Arabic and Somali names, and French and Portuguese ears, put for one another."""

ARABIC_LETTERS = str.maketrans(
    dict(
        re.findall(
            r"(\S)=(\S*)",
            "ا=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=dh ع= غ=gh ف=f ق=q ك=k ل=l م=m ن=n "
            "ه=h و=w ي=y ء= ئ= ؤ=",
        )
    )
)
"""Arabic letters in Latin ones, as OCHA's lists of places transliterate them."""
