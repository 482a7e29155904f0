"""The registry of operations: each route declares its answer, table, errors and example, once.

Negotiation, the OpenAPI document and the tests read the registry; nothing else lists routes.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from graphapi.answers.envelopes import GraphAnswer
from graphapi.answers.tables import Table
from graphapi.graph.base import GraphView

PREFIX = "/v1"
JSON = "application/json"
JSON_LD = "application/ld+json"
JSON_LINES = "application/jsonl"
"""Media type of streamed paths, one JSON object a line."""

TableOf = Callable[[GraphView, Any], Awaitable[Table]]
"""Makes the table of an answer; the view has the names of what the answer holds by id."""


@dataclass(frozen=True)
class Operation:
    """A route: `answers` are the types of its answer, `example` holds the parameters of a request that is answered.

    `media_type` is that of the answer, `streamed` one in which it comes line by line; a `form` is posted, not JSON.
    """

    id: str
    method: str
    path: str
    answers: Sequence[type]
    table: TableOf | None = None
    example: Mapping[str, Any] | None = None
    media_type: str = JSON
    streamed: str | None = None
    form: bool = False

    @cached_property
    def is_graph(self) -> bool:
        """Whether the answer is a graph, so a file too."""
        return any(issubclass(one, GraphAnswer) or "graph" in getattr(one, "model_fields", ()) for one in self.answers)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the paths of the route, its template included."""
        return re.compile(re.sub(r"\{\w+\}", "[^/]+", self.path))

    @property
    def url(self) -> str:
        """The address of the example; the body of a POST is the example itself."""
        given = dict(self.example or {})
        path = re.sub(r"\{(\w+)\}", lambda name: quote(str(given.pop(name[1])), safe=":"), self.path)
        return path + (f"?{urlencode(given, safe=':,<>')}" if given and self.method == "GET" else "")


OPERATIONS: dict[str, Operation] = {}
"""All operations by id, in the order of their modules."""


def operations_at(path: str) -> list[Operation]:
    """The operations at a path, or at the template of one."""
    return [one for one in OPERATIONS.values() if one.pattern.fullmatch(path)]


def answers_graph(path: str) -> bool:
    """Whether a path answers a graph."""
    return any(one.is_graph for one in operations_at(path))


def answers_table(path: str) -> bool:
    """Whether a path answers a table."""
    return any(one.table for one in operations_at(path))
