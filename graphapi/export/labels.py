"""Names to show, in the language that the caller wants."""

from functools import lru_cache

from graphapi.export.options import LabelLanguage
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import EDGE_KINDS


def node_label(node: Node, language: LabelLanguage) -> str:
    """The node's name in this language, else in the other one."""
    if language == "en" or node.name_zh is None:
        return node.label
    return node.name_zh if language == "zh" else pinyin(node.name_zh)


def edge_label(edge: Edge, language: LabelLanguage) -> str:
    """What the kind of the edge is called; in English where pinyin is wanted."""
    label = EDGE_KINDS[edge.kind].label
    return label.zh if language == "zh" else label.en


@lru_cache(maxsize=50_000)
def pinyin(text: str) -> str:
    """The Chinese text in Latin letters without tones, for fonts that have nothing else: `Ning de shi dai`."""
    from pypinyin import lazy_pinyin  # here, because its dictionary takes a quarter of a second at every start

    words = " ".join(" ".join(lazy_pinyin(text)).split())
    return words[:1].upper() + words[1:]
