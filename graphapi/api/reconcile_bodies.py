"""Questions of the Reconciliation API: JSON inside a parameter or a form, checked and turned into the query's own."""

from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

import orjson
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request

from graphapi.api.bodies import Body, Word
from graphapi.documents.kinds import known_kinds
from graphapi.model.errors import BatchTooLarge, InvalidRequest, UnknownParameter
from graphapi.model.nearest import did_you_mean
from graphapi.names.reconcile import RowQuery
from graphapi.names.spelling import LONGEST

MAX_ROWS = 100
FORM_FIELDS = ("queries", "extend")
MAX_BYTES = 1_000_000
T = TypeVar("T")


class EntityBody(Body):
    """A value that is a node, or a type that is an object."""

    id: Word
    name: str | None = None


class PropertyBody(Body):
    """Another cell of the row."""

    pid: Word
    v: str | int | float | bool | EntityBody | list[str | int | float | bool | EntityBody]

    def texts(self) -> list[str]:
        """The values as texts: of a node its id."""
        values = self.v if isinstance(self.v, list) else [self.v]
        return [(one.id if isinstance(one, EntityBody) else str(one))[:LONGEST] for one in values]


class QueryBody(Body):
    """A reconciliation query."""

    query: str | None = Field(None, max_length=10_000)
    type: Word | EntityBody | list[Word | EntityBody] | None = None
    limit: Annotated[float, Field(ge=1)] = 5
    properties: list[PropertyBody] = Field(default_factory=list, max_length=50)
    type_strict: str | None = Field(None, pattern="^(any|should|all)$")

    def row(self, key: str) -> RowQuery:
        """The query, its kinds checked."""
        if self.query is None and not self.properties:
            raise InvalidRequest("a query needs `query` or `properties`", parameter=f"queries.{key}")
        types = self.type if isinstance(self.type, list) else [self.type] if self.type else []
        kinds = known_kinds(
            (one.id if isinstance(one, EntityBody) else one for one in types), parameter=f"queries.{key}.type"
        )
        found: dict[str, list[str]] = {}
        for one in self.properties:
            found.setdefault(one.pid, []).extend(one.texts())
        return RowQuery((self.query or "")[:LONGEST], kinds, found, int(min(self.limit, MAX_ROWS)))


class ColumnBody(Body):
    """A property to fetch; it has no settings."""

    id: Word
    settings: dict[str, object] | None = None


class ExtendBody(Body):
    """A data extension query."""

    ids: list[Word] = Field(max_length=500)
    properties: list[ColumnBody] = Field(max_length=30)


_ROWS: TypeAdapter[dict[str, QueryBody]] = TypeAdapter(dict[str, QueryBody])
_EXTEND: TypeAdapter[ExtendBody] = TypeAdapter(ExtendBody)


def parsed_rows(text: str) -> dict[str, RowQuery]:
    """A reconciliation query batch.

    Raises:
        InvalidRequest: it is no JSON, or no batch.
        UnknownKind: a type is no kind of node.
        BatchTooLarge: it has more than 100 queries.
    """
    bodies = _parsed(_ROWS, text, "queries")
    if len(bodies) > MAX_ROWS:
        raise BatchTooLarge(f"the batch has {len(bodies)} queries; at most {MAX_ROWS} are answered", value=len(bodies))
    return {key: body.row(key) for key, body in bodies.items()}


def parsed_extension(text: str) -> ExtendBody:
    """A data extension query.

    Raises:
        InvalidRequest: it is no JSON, or no such query.
    """
    return _parsed(_EXTEND, text, "extend")


async def form_of(request: Request) -> dict[str, str]:
    """Fields of an urlencoded body, the last of equal ones.

    Raises:
        BatchTooLarge: the body has more than a million bytes.
        UnknownParameter: a field is neither `queries` nor `extend`.
    """
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise BatchTooLarge(f"the body has more than {MAX_BYTES} bytes", value=len(content))
    fields = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    for name in fields:
        if name not in FORM_FIELDS:
            raise UnknownParameter(
                f"the form has no field {name[:80]!r}; it has {', '.join(FORM_FIELDS)}",
                value=fields[name][:80],
                parameter=name[:80],
                suggestion=did_you_mean(name, FORM_FIELDS),
            )
    return fields


def _parsed(adapter: TypeAdapter[T], text: str, parameter: str) -> T:
    try:
        return adapter.validate_python(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"{parameter} is no JSON: {error.msg}", value=text[:80], parameter=parameter) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in (parameter, *first["loc"]))
        raise InvalidRequest(f"{where}: {first['msg']}", value=str(first.get("input"))[:80], parameter=where) from None
