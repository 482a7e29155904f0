"""What names of firms and parks have in common: legal forms, kinds of parks, words that tell nobody apart."""

import re
from functools import lru_cache

from graphapi.names.folding import has_han

_LEGAL_ZH = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份公司|公司|股份)$")
_LEGAL_EN = frozenset(
    (
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "plc",
        "ag",
        "se",
        "sa",
        "nv",
        "gmbh",
        "pte",
        "and",
        "the",
        "of",
    )
)

_KINDS_ZH = (
    ("国家级", ""),
    ("国家高新", "高新"),
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("经济技术开发区", "经技区"),
    ("经济开发区", "经开发区"),
    ("产业园区", "产业园"),
    ("工业园区", "工业园"),
)
_EITHER = ("经开区", ("经技区", "经开发区"))
"""An abbreviation of two kinds of zone: a name that has it equals names with either."""

_KINDS_EN = (
    (re.compile(r"\beconomic(?: and)? technolog(?:y|ical) development (?:zone|area)\b"), "etdz"),
    (re.compile(r"\beconomic development (?:zone|area)\b"), "edz"),
    (
        re.compile(r"\b(?:national )?high ?tech(?:nology)?(?: industr(?:y|ial))?(?: development)? (?:zone|area)\b"),
        "htz",
    ),
    (re.compile(r"\bhi ?tech zone\b"), "htz"),
)

_GENERIC_ZH = re.compile(
    "(?:新能源|能源|新材料|材料|科技|技术|电池|动力|储能|实业|工业|电子|集团|发展|投资|汽车|化工|园区|园|新区|城|"
    "经技区|经开发区|高新区|产业园|工业园|开发区|保税区|零碳)*"
)
_GENERIC_EN = frozenset(
    (
        "etdz",
        "edz",
        "htz",
        "industrial",
        "park",
        "zone",
        "area",
        "new",
        "energy",
        "group",
        "technology",
        "technologies",
        "tech",
        "material",
        "materials",
        "battery",
        "power",
        "electric",
        "industry",
        "industries",
        "holdings",
        "holding",
        "development",
    )
)


@lru_cache(maxsize=8192)
def cores(text: str) -> frozenset[str]:
    """What is left of a folded name without its legal form, kinds of parks written in one way; two if one is ambiguous.

    A Chinese core has no blanks, a Latin one is words with single blanks between. `Group` and `集团` stay: a group and
    the firm that it names are two things.
    """
    if has_han(text):
        bare = _LEGAL_ZH.sub("", text.replace(" ", ""))
        for written, kind in _KINDS_ZH:
            bare = bare.replace(written, kind)
        abbreviation, meant = _EITHER
        found = {bare.replace(abbreviation, kind) for kind in meant} if abbreviation in bare else {bare}
        return frozenset(found - {""})
    for pattern, kind in _KINDS_EN:
        text = pattern.sub(kind, text)
    return frozenset({" ".join(word for word in text.split() if word not in _LEGAL_EN)} - {""})


def is_generic(core: str) -> bool:
    """Whether a core says only what many firms or parks are: `新能源科技`, `etdz`."""
    if has_han(core):
        return _GENERIC_ZH.fullmatch(core) is not None
    return all(word in _GENERIC_EN for word in core.split())
