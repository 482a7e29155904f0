"""What the commands print: tables for people, bytes for programs, bars while they wait, and why they fail."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import orjson
from rich import box
from rich import progress as bars
from rich.console import Console
from rich.table import Table

from graphapi.model.loading import Report, Stage, Watch


class Failure(Exception):
    """Ends the command with these words on stderr and this exit status."""

    def __init__(self, words: str, *, status: int = 1) -> None:
        super().__init__(words)
        self.status = status


WIDE = 160
"""Columns of a table that goes into a file or a pipe."""


def plain(text: object) -> str:
    """The text without control characters, which a terminal would obey: they are shown escaped."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in str(text)
    )


def quantity(number: int, noun: str) -> str:
    """`1 hop`, `1,200 hops`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def table(title: str | None, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table of plain texts; the first column is never broken, numbers are right-aligned."""
    drawn = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[place], int) for row in rows)
        drawn.add_column(column, no_wrap=place == 0, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(plain("" if cell is None else cell) for cell in row))
    return drawn


def show(*parts: Table | str) -> None:
    """Prints for people on stdout."""
    _print(sys.stdout, parts)


def note(*parts: Table | str) -> None:
    """Prints for people on stderr, where it does not mix with an answer."""
    _print(sys.stderr, parts)


def show_json(value: Any) -> None:
    """Prints one JSON document and a line break on stdout, in UTF-8 whatever the terminal."""
    show_bytes([orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])


def show_bytes(chunks: Iterator[bytes] | Sequence[bytes]) -> None:
    """Writes bytes to stdout."""
    sys.stdout.buffer.writelines(chunks)
    sys.stdout.buffer.flush()


@contextmanager
def working(what: str) -> Iterator[None]:
    """A bar on stderr while the block runs; nothing where stderr is no terminal."""
    console = _console(sys.stderr)
    columns = (_text("{task.description}"), bars.BarColumn(), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task(plain(what), total=None)
        yield


@contextmanager
def watching(what: str, *, quiet: bool = False) -> Iterator[Watch]:
    """A bar on stderr for each stage of the block with its rows, rows a second and time left.

    Nothing is drawn where stderr is no terminal, or when it shall be quiet.
    """
    console = _console(sys.stderr)
    speed = _text("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s")
    parts = (bars.BarColumn(), bars.TaskProgressColumn(), speed, bars.TimeRemainingColumn())
    columns = (_text("{task.description}"), *parts)
    with bars.Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        tasks: dict[str, tuple[bars.TaskID, float]] = {}

        def watch(stage: Stage) -> None:
            if stage.name not in tasks:
                task = progress.add_task(plain(f"{what}: {stage.name}"), total=1.0, rows=0, rate=0.0)
                tasks[stage.name] = (task, time.monotonic())
            task, began = tasks[stage.name]
            rate = stage.rows / max(time.monotonic() - began, 0.001)
            progress.update(task, completed=stage.fraction, rows=stage.rows, rate=rate)

        yield watch


def _text(form: str) -> bars.TextColumn:
    return bars.TextColumn(form, markup=False)


def _print(file: TextIO, parts: Sequence[Table | str]) -> None:
    console = _console(file)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))


def _console(file: TextIO) -> Console:
    width = None if file.isatty() else WIDE
    return Console(file=file, markup=False, highlight=False, emoji=False, width=width)


def problem_table(report: Report) -> Table:
    """Every problem on a row of its own, by file and row."""
    rows = [(each.file, each.row, each.column, each.value, each.problem, each.remedy) for each in report.problems]
    return table(None, ("file", "row", "column", "value", "problem", "what to do"), rows)


def report_summary(report: Report) -> str:
    """One line: how many rows were read, how many problems found."""
    read = f"{quantity(sum(report.rows.values()), 'row')} in {quantity(len(report.rows), 'table')}"
    if report.ok:
        return f"{read}, no problems"
    files = len({found.file for found in report.problems})
    kept = len(report.problems)
    shown = "" if kept == report.total else f", {kept:,} of them shown"
    return f"{read}, {quantity(report.total, 'problem')} in {quantity(files, 'file')}{shown}"
