"""Sentences that state an edge, in English and Chinese, made from the kinds table. Deterministic."""

from collections.abc import Sequence

from graphapi.answers.documents import Name
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.kinds import EDGE_KINDS, Basis

_BASIS = {
    Basis.OFFICIAL: ("official", "官方"),
    Basis.REPORTED: ("reported", "报道"),
    Basis.DERIVED: ("derived", "推导"),
    Basis.UNVERIFIED: ("unverified", "未证实"),
}
_STATUS = {
    "operating": ("operating", "运营"),
    "under_construction": ("under construction", "在建"),
    "signed": ("signed", "已签约"),
    "planned": ("planned", "规划"),
    "unknown": ("status unknown", "状态不明"),
}
_SCOPE = {
    "city": ("known for the city, not the park", "仅知在该市"),
    "province": ("known for the province", "仅知在该省"),
}


def sentence(edge: Edge, tail: Node, head: Node, sources: Sequence[Source]) -> Name:
    """One sentence in each language: the fact, its basis, and its sources."""
    kind = EDGE_KINDS[edge.kind].sentence
    qualities = [_BASIS[edge.basis], *_qualities(edge)]
    en = kind.en.format(tail=tail.label, head=head.label)
    zh = kind.zh.format(tail=tail.name_zh or tail.label, head=head.name_zh or head.label)
    return Name(
        en=f"{en} ({', '.join(word for word, _ in qualities)}){_said_by(sources, ', ', ' — ', 'source unnamed')}.",
        zh=f"{zh}({'、'.join(word for _, word in qualities)}){_said_by(sources, '、', '——', '来源未署名')}。",
    )


def _qualities(edge: Edge) -> list[tuple[str, str]]:
    status, scope = str(edge.attributes.get("status", "")), str(edge.attributes.get("scope", ""))
    return [table[word] for table, word in ((_STATUS, status), (_SCOPE, scope)) if word in table]


def _said_by(sources: Sequence[Source], comma: str, dash: str, unnamed: str) -> str:
    names = [_named(source, unnamed) for source in sources]
    return dash + comma.join(dict.fromkeys(names)) if names else ""


def _named(source: Source, unnamed: str) -> str:
    name = source.publisher or source.title or unnamed
    return f"{name} {source.date}" if source.date else name
