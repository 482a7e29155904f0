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


def operation_at(method: str, path: str) -> Operation | None:
    """The operation of a method at a path; HEAD is answered by GET, a method that the path lacks by the first."""
    asked = "GET" if method == "HEAD" else method
    found = [one for one in OPERATIONS.values() if one.pattern.fullmatch(path)]
    return next((one for one in found if one.method == asked), found[0] if found else None)


def answers_graph(method: str, path: str) -> bool:
    """Whether a request is answered by a graph."""
    found = operation_at(method, path)
    return found is not None and found.is_graph


def answers_table(method: str, path: str) -> bool:
    """Whether a request is answered by a table."""
    found = operation_at(method, path)
    return found is not None and found.table is not None
