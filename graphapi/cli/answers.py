"""Answers of the API as tables for people: names, basis, sources, and whether the answer is complete."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from graphapi.cli.terminal import plain, quantity, table

Document = Mapping[str, Any]


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
