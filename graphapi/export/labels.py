"""Names to show, in the language that the caller wants."""

from graphapi.export.options import LabelLanguage
from graphapi.model.documents import Edge, Node
from graphapi.model.kinds import EDGE_KINDS
from graphapi.names.pinyin import romanised


def node_label(node: Node, language: LabelLanguage) -> str:
    """The node's name in this language, else in the other one."""
    if language == "en" or node.name_zh is None:
        return node.label
    return node.name_zh if language == "zh" else romanised(node.name_zh)


def edge_label(edge: Edge, language: LabelLanguage) -> str:
    """What the kind of the edge is called; in English where pinyin is wanted."""
    label = EDGE_KINDS[edge.kind].label
    return label.zh if language == "zh" else label.en
