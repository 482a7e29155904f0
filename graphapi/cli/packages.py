"""Commands about data: load and validate a package, export the graph, report how much it knows."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import uuid4

import typer

from graphapi.bootstrap import load_file, load_package, snapshot_of, wants_snapshot
from graphapi.cli.session import fetch_raw, open_session, opened_ledger
from graphapi.cli.terminal import (
    Failure,
    note,
    problem_table,
    quantity,
    report_summary,
    show,
    show_bytes,
    show_json,
    table,
    watching,
    working,
)
from graphapi.dataset.coverage import park_coverage
from graphapi.dataset.package import validate_package
from graphapi.export.options import LabelLanguage, LayoutName
from graphapi.export.registry import exporter_named, exporters

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a data package.", show_default=False)]
Loadable = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help="Folder of a data package, or an exported GEXF, GraphML or CSV pair.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def load(
    path: Loadable,
    author: Annotated[str, typer.Option(help="Author of the revision.")] = "graphapi",
    message: Annotated[str | None, typer.Option(help="Message of the revision.", show_default=False)] = None,
    *,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress bar.")] = False,
) -> None:
    """Commit a data package or an exported file as one revision; one with problems changes nothing.

    A package is the whole graph: what it does not hold is deleted. A file that `graphapi export` or the API wrote as
    GEXF, GraphML or CSV pair is laid over the graph: it adds and changes, and deletes nothing.

    Tables may be CSV, JSON Lines or Parquet, of any size. A load that is killed leaves everything as it was before.
    A graph that is served from a snapshot has it made here. A running server answers from the new revision within
    seconds.
    """
    with opened_ledger() as (settings, ledger):
        before = ledger.head()
        commit = load_file if path.is_file() else partial(load_package, scratch=settings.home)
        with watching(f"loading {path}", quiet=quiet) as watch:
            revision = commit(ledger, path, author=author, message=message or f"load of {path.name!r}", watch=watch)
            if wants_snapshot(revision, settings):
                snapshot_of(ledger, revision, settings, watch=watch)
    if before is not None and before.number == revision.number:
        show(f"nothing new: revision {revision.number} holds all of it already")
        return
    show(f"revision {revision.number}: {revision.added} added, {revision.changed} changed, {revision.deleted} deleted")


def validate(folder: Folder, *, as_json: AsJson = False) -> None:
    """Print every problem of a data package at once; exit status 1 if there is one."""
    with watching(f"validating {folder}") as watch:
        report = validate_package(folder, watch=watch)
    if as_json:
        show_json(report.to_json())
    else:
        show(*([] if report.ok else [problem_table(report)]), report_summary(report))
    if not report.ok:
        raise typer.Exit(1)


def export(
    format_name: Annotated[
        str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(known.name for known in exporters())}.")
    ],
    out: Annotated[Path | None, typer.Option(help="File to write; stdout by default.", show_default=False)] = None,
    of: Annotated[str, typer.Option(help="Path of any graph answer, with its query.")] = "/v1/graph",
    label: Annotated[LabelLanguage, typer.Option(help="Language of the labels.")] = "en",
    layout: Annotated[
        LayoutName, typer.Option(help="How nodes are laid out: on the map, by forces, or along the chain.")
    ] = "geo",
    *,
    dynamic: Annotated[bool, typer.Option("--dynamic", help="Periods as time intervals, in GEXF.")] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Report what the format loses instead of writing the file.")
    ] = False,
) -> None:
    """Write the whole graph, or any graph answer, as a file for another program, such as Gephi."""
    exporter = exporter_named(format_name)
    path, _, query = of.partition("?")
    options = {"label": label, "layout": layout, "dynamic": dynamic, "report": report}
    asked = urlencode({name: str(value).lower() for name, value in options.items()})
    with open_session() as session, working(f"writing {exporter.name}"):
        raw = quote(path, safe="/:%", errors="surrogateescape") + exporter.suffix
        content = fetch_raw(session, raw, f"{quote(query, safe='&=:,<>%+')}{'&' if query else ''}{asked}")
    if out is None:
        show_bytes([content])
        return
    _replace(out, [content])
    note(f"{out}: {quantity(len(content), 'byte')}")


def coverage(*, as_json: AsJson = False) -> None:
    """Print how many companies, segments, energy systems and sources the graph knows of each park."""
    with open_session() as session:
        lines = park_coverage(session.ledger.state())
        revision = session.view.revision.number
    if as_json:
        meta = {"revision": revision, "total": len(lines), "completeness": {"complete": True}}
        show_json({"items": [line.to_json() for line in lines], "next": None, "meta": meta})
        return
    rows = [(line.park, line.label, line.companies, line.segments, line.energy, line.sources) for line in lines]
    bare = sum(not (line.companies or line.segments or line.energy) for line in lines)
    show(
        table(None, ("park", "name", "companies", "segments", "energy", "sources"), rows),
        f"{quantity(len(lines), 'park')}, {bare} without company, segment or energy system; revision {revision}",
    )


def _replace(file: Path, chunks: Iterable[bytes]) -> None:
    """Writes the file whole or not at all."""
    unfinished = file.with_name(f".{file.name}.{uuid4().hex[:8]}")
    try:
        with unfinished.open("wb") as written:
            written.writelines(chunks)
        unfinished.replace(file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
