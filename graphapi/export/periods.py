"""When nodes and edges exist, as days, for formats with intervals of time."""

from graphapi.model.dates import first_day, last_day
from graphapi.model.documents import Edge, Node

Days = tuple[str | None, str | None]
"""First and last day; one that is absent is open."""


def node_days(node: Node) -> Days:
    """First to last day of a park's construction; other nodes exist always."""
    start, end = node.attributes.get("construction_start"), node.attributes.get("construction_end")
    return _days(_year(start), _year(end))


def edge_days(edge: Edge) -> Days:
    """First to last day on which an edge is valid."""
    return _days(edge.valid_from, edge.valid_to)


def _days(start: str | None, end: str | None) -> Days:
    return (
        None if start is None else first_day(start).isoformat(),
        None if end is None else last_day(end).isoformat(),
    )


def _year(value: object) -> str | None:
    return f"{value:04}" if isinstance(value, int) else None
