"""The settings and the home opened for one command; questions go to the app that HTTP serves."""

import asyncio
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

import orjson
from pydantic import ValidationError

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view, seed_folder
from graphapi.cli.terminal import Failure, working
from graphapi.graph.base import GraphView
from graphapi.ledger.base import Ledger
from graphapi.settings import Settings


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `default` is empty where nothing is set."""

    name: str
    default: str
    allowed: str
    meaning: str


def variables() -> Sequence[Variable]:
    """Every variable that is read, in the order of the settings."""
    schemas: Mapping[str, Any] = Settings.model_json_schema()["properties"]
    return [
        Variable(_variable(name), _default(schema), _allowed(schema), schema["description"])
        for name, schema in schemas.items()
    ]


def read_settings() -> Settings:
    """The settings of the environment; raises Failure, which names each wrong variable and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        allowed = {variable.name: variable.allowed for variable in variables()}
        lines = []
        for fault in error.errors():
            name = _variable(str(fault["loc"][0]))
            lines.append(f"{name}={fault['input']} is not allowed; write {allowed[name]} (see docs/settings.md)")
        raise Failure("; ".join(lines), status=2) from None


def _variable(name: str) -> str:
    return f"{Settings.model_config['env_prefix']}{name}".upper()


def _default(schema: Mapping[str, Any]) -> str:
    return "" if schema["default"] is None else str(schema["default"])


def _allowed(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return _allowed(schema["anyOf"][0])
    if "enum" in schema:
        return ", ".join(schema["enum"][:-1]) + f" or {schema['enum'][-1]}"
    if schema["type"] != "integer":
        return "a path" if schema.get("format") == "path" else "text"
    if "maximum" not in schema:
        return f"a whole number, {schema['minimum']} or more"
    return f"a whole number from {schema['minimum']:,} to {schema['maximum']:,}"


@dataclass(frozen=True, slots=True)
class Session:
    """Everything that a command works with."""

    settings: Settings
    ledger: Ledger
    view: GraphView


@contextmanager
def opened_ledger() -> Iterator[tuple[Settings, Ledger]]:
    """The ledger of the home, closed at the end; raises Failure (a setting is wrong) or LedgerUnavailable."""
    settings = read_settings()
    with closing(open_ledger(settings)) as ledger:
        yield settings, ledger


@contextmanager
def loaded_ledger() -> Iterator[tuple[Settings, Ledger]]:
    """As `opened_ledger`; an empty home is given the seed first, and InvalidPackage says what is wrong with it."""
    with opened_ledger() as (settings, ledger):
        if ledger.head() is None:
            with working(f"loading {seed_folder(settings).name} into {settings.home}"):
                ensure_loaded(ledger, settings)
        yield settings, ledger


@contextmanager
def open_session() -> Iterator[Session]:
    """The home with its newest revision; raises what `loaded_ledger` raises."""
    with loaded_ledger() as (settings, ledger):
        with working("making the graph ready"):
            view = open_view(ledger, settings)
        yield Session(settings, ledger, view)


def fetch(session: Session, *path: str, **parameters: object) -> bytes:
    """The body that HTTP answers to GET with these segments of a path; parameters without a value are left out.

    Raises:
        Failure: the answer is a problem; the words are its detail and suggestion.
    """
    raw = "/" + "/".join(quote(segment, safe=":", errors="surrogateescape") for segment in path)
    given = {name: value for name, value in parameters.items() if value is not None}
    return fetch_raw(session, raw, urlencode(given, errors="surrogateescape"))


def fetch_raw(session: Session, raw: str, query: str) -> bytes:
    """The body that HTTP answers to GET of a percent-encoded path and query; raises what `fetch` raises."""
    status, body = asyncio.run(_get(session, raw, query))
    if status == 200:
        return body
    problem: Mapping[str, Any] = orjson.loads(body)
    raise Failure("; ".join(problem[part] for part in ("detail", "suggestion") if part in problem))


async def _get(session: Session, raw: str, query: str) -> tuple[int, bytes]:
    app = create_app(session.settings, session.ledger, session.view, names_of=names(session.settings))
    status, body = 0, bytearray()
    requests: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()  # empty after one: this client never leaves
    requests.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    address = {"path": unquote(raw), "raw_path": raw.encode("ascii"), "query_string": query.encode("ascii")}
    await app(_SCOPE | address, requests.get, send)
    return status, bytes(body)


_PEERS: Mapping[str, Any] = {"client": None, "server": None, "root_path": "", "scheme": "http"}
_SCOPE = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "headers": [], **_PEERS}
"""Members of an ASGI scope that are the same for every question."""
