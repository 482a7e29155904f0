"""Commands that ask the graph: the same questions and the same JSON as over HTTP, or tables for people.

These show names, basis and sources, and say whether the answer is complete.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from graphapi.cli.session import fetch, open_session
from graphapi.cli.terminal import plain, quantity, show, show_bytes, table
from graphapi.documents.requests import BASIS, MAX_LIMIT
from graphapi.model.kinds import STATUSES, Basis
from graphapi.traversal.neighborhood import MAX_DEPTH
from graphapi.traversal.paths import PathMode
from graphapi.traversal.requests import MAX_HOPS, REL

app = typer.Typer(
    help="Query the graph: the same answers as over HTTP.", no_args_is_help=True, rich_markup_mode="markdown"
)

Document = Mapping[str, Any]
Tables = Callable[[dict[str, Any]], list[Table | str]]


def _one_segment(text: str | None) -> str | None:
    if text is not None and (not text or "/" in text):
        raise typer.BadParameter("an id looks like 'park:ordos-mengsu'")
    return text


NodeId = Annotated[str, typer.Argument(metavar="ID", help="Id of a node.", show_default=False, callback=_one_segment)]
SegmentId = Annotated[
    str, typer.Argument(metavar="SEGMENT", help="Id of a segment.", show_default=False, callback=_one_segment)
]
FromId = Annotated[str, typer.Argument(metavar="FROM", help="Id of the node to start from.", show_default=False)]
ToId = Annotated[str, typer.Argument(metavar="TO", help="Id of the node to reach.", show_default=False)]
Rel = Annotated[str | None, typer.Option(help=REL, show_default=False)]
Kind = Annotated[str | None, typer.Option(help="Node kinds to keep, separated by commas.", show_default=False)]
Avoid = Annotated[
    str | None, typer.Option(help="Ids and node kinds to avoid, separated by commas.", show_default=False)
]
BasisFloor = Annotated[Basis | None, typer.Option(help=BASIS, show_default=False)]
ValidOn = Annotated[str | None, typer.Option(help="Only edges valid in this year, month or day.", show_default=False)]
Most = Annotated[int | None, typer.Option(min=1, help="Maximum number of nodes or paths.", show_default=False)]
MostEdges = Annotated[int | None, typer.Option(min=1, help="Maximum number of edges examined.", show_default=False)]
Province = Annotated[str | None, typer.Option(help="Id of a province.", show_default=False)]
OnList = Annotated[str | None, typer.Option("--list", help="Id of a list.", show_default=False)]
Status = Annotated[str | None, typer.Option(help=f"Any of {', '.join(STATUSES)}, by commas.", show_default=False)]
PageSize = Annotated[
    int | None, typer.Option(min=1, max=MAX_LIMIT, help="Maximum number of parks.", show_default=False)
]
Cursor = Annotated[str | None, typer.Option(help="`next` of the previous answer.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print the JSON of the HTTP answer instead of a table.")]


@app.command()
def neighborhood(
    node: NodeId,
    *,
    depth: Annotated[int, typer.Option(min=1, max=MAX_DEPTH, help="Maximum number of hops.")] = 1,
    rel: Rel = None,
    kind: Kind = None,
    basis: BasisFloor = None,
    valid_on: ValidOn = None,
    limit: Most = None,
    max_edges: MostEdges = None,
    as_json: AsJson = False,
) -> None:
    """What lies within a few hops of a park, a company or a segment."""
    query = {"depth": depth, "rel": rel, "kind": kind, "basis": basis, "valid_on": valid_on}
    path = ("nodes", node, "neighborhood")
    _answer(neighborhood_tables, path, query | {"limit": limit, "max_edges": max_edges}, as_json=as_json)


@app.command()
def paths(
    source: FromId,
    target: ToId,
    *,
    mode: Annotated[PathMode, typer.Option(help="One shortest path, or all of that length.")] = PathMode.SHORTEST,
    max_hops: Annotated[int, typer.Option(min=1, max=MAX_HOPS, help="Maximum number of hops of a path.")] = 6,
    rel: Rel = None,
    avoid: Avoid = None,
    basis: BasisFloor = None,
    valid_on: ValidOn = None,
    limit: Most = None,
    max_edges: MostEdges = None,
    as_json: AsJson = False,
) -> None:
    """Shortest paths between two nodes, with their sources."""
    query = {"from": source, "to": target, "mode": mode, "max_hops": max_hops, "rel": rel, "avoid": avoid}
    bounds = {"basis": basis, "valid_on": valid_on, "limit": limit, "max_edges": max_edges}
    _answer(path_tables, ("paths",), query | bounds, as_json=as_json)


@app.command()
def hosts(
    segment: SegmentId,
    *,
    province: Province = None,
    on_list: OnList = None,
    basis: BasisFloor = None,
    status: Status = None,
    limit: PageSize = None,
    cursor: Cursor = None,
    as_json: AsJson = False,
) -> None:
    """Which parks host a segment of the chain, with the companies and sources behind each."""
    query = {"province": province, "list": on_list, "basis": basis, "status": status, "limit": limit, "cursor": cursor}
    _answer(host_tables, ("segments", segment, "hosts"), query, as_json=as_json)


@app.command()
def search(
    text: Annotated[
        str, typer.Argument(metavar="NAME", help="A name, pinyin, initials, a ticker.", show_default=False)
    ],
    *,
    kind: Kind = None,
    province: Province = None,
    on_list: OnList = None,
    limit: Annotated[
        int | None, typer.Option(min=1, max=MAX_LIMIT, help="Maximum number of nodes.", show_default=False)
    ] = None,
    cursor: Cursor = None,
    as_json: AsJson = False,
) -> None:
    """Nodes by any name: Chinese in either script, English, pinyin, initials, tickers, misspelled too."""
    query = {"q": text, "kind": kind, "province": province, "list": on_list, "limit": limit, "cursor": cursor}
    _answer(match_tables, ("search",), query, as_json=as_json)


def _answer(tables: Tables, path: tuple[str, ...], parameters: Mapping[str, object], *, as_json: bool) -> None:
    with open_session() as session:
        body = fetch(session, "v1", *path, **parameters)
    if as_json:
        show_bytes([body, b"\n"])
    else:
        show(*tables(orjson.loads(body)))


def neighborhood_tables(answer: Document) -> list[Table | str]:
    """Nodes by hop, then the edges among them."""
    nodes, edges = answer["graph"]["nodes"], answer["graph"]["edges"]
    names = {node["id"]: name(node) for node in nodes}
    hops = [hop for hop, size in enumerate(answer["meta"]["hops"]) for _ in range(size)]
    near = [
        (node["id"], hop, names[node["id"]], node["basis"], len(node["sources"]))
        for hop, node in zip(hops, nodes, strict=True)
    ]
    facts = [
        (names[edge["tail"]], edge["kind"], names[edge["head"]], _status(edge), edge["basis"], len(edge["sources"]))
        for edge in edges
    ]
    return [
        table(quantity(len(nodes), "node"), ("id", "hop", "name", "basis", "sources"), near),
        table(quantity(len(edges), "edge"), ("from", "relation", "to", "status", "basis", "sources"), facts),
        completeness(answer["meta"]),
    ]


def path_tables(answer: Document) -> list[Table | str]:
    """Each path hop by hop in a sentence; without a path, how far the search came from both ends."""
    parts: list[Table | str] = []
    for number, path in enumerate(answer["paths"], 1):
        rows = [
            (hop, fact["sentence"]["en"], fact["basis"], len(fact["sources"]), fact.get("caveat"))
            for hop, fact in enumerate(path["explanation"], 1)
        ]
        title = f"path {number} of {len(answer['paths'])}, {quantity(path['hops'], 'hop')}"
        parts.append(table(title, ("hop", "fact", "basis", "sources", "caveat"), rows))
    if not parts:
        parts.append(_no_path(answer["meta"]))
    return [*parts, completeness(answer["meta"])]


def host_tables(answer: Document) -> list[Table | str]:
    """A park a row, those first that a source says so of directly."""
    rows = [
        (
            item["park"]["id"],
            name(item["park"]),
            "direct" if item["direct"] else "from a plant",
            item["edges"][0]["basis"],
            ", ".join(dict.fromkeys(name(maker["company"]) for maker in item["companies"])),
            len(item["sources"]),
        )
        for item in answer["items"]
    ]
    return _page(answer, "park", ("park", "name", "known", "basis", "companies", "sources"), rows)


def match_tables(answer: Document) -> list[Table | str]:
    """A node a row, best first, with the name that was found and why."""
    fields = ("name", "field", "how", "score")
    rows = [
        (item["node"]["id"], name(item["node"]), *(item["match"][field] for field in fields))
        for item in answer["items"]
    ]
    return _page(answer, "node", ("node", "name", "found", "field", "how", "score"), rows)


def name(document: Document) -> str:
    """Both names of a document, Chinese first; its id where it has none."""
    names = document.get("name", {})
    return " · ".join(names[language] for language in ("zh", "en") if names.get(language)) or str(document["id"])


def completeness(meta: Document) -> str:
    """One line: whether the answer is complete, why not, and the revision that it is taken from."""
    found = meta["completeness"]
    if found["complete"]:
        return f"complete; revision {meta['revision']}"
    if found["unexpanded"] is None:
        return f"NOT complete ({found['reason']}); revision {meta['revision']}"
    left = f"{quantity(found['unexpanded'], 'node')} not expanded at hop {found['hop']}"
    return f"NOT complete ({found['reason']}): {left}; revision {meta['revision']}"


def _page(answer: Document, noun: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Table | str]:
    title = f"{len(rows)} of {quantity(answer['meta']['total'], noun)}"
    more = [f"more: --cursor {answer['next']}"] if answer["next"] else []
    return [table(title, columns, rows), *more, completeness(answer["meta"])]


def _status(edge: Document) -> str:
    return plain(edge["attributes"].get("status", ""))


def _no_path(meta: Document) -> str:
    query, sides = meta["query"], meta["no_path"]
    reached = " and ".join(
        f"{quantity(sides[end]['nodes_reached'], 'node')} within {quantity(sides[end]['hops'], 'hop')} of {query[end]}"
        for end in ("from", "to")
    )
    return f"no path within {quantity(query['max_hops'], 'hop')}; reached {reached}"
