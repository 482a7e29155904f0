"""How the problems of a data package are shown."""

from rich.table import Table

from graphapi.cli.terminal import counted, table
from graphapi.model.validation import Report

_COLUMNS = ("file", "row", "column", "value", "problem", "what to do")


def problem_table(report: Report) -> Table:
    """Every problem on a row of its own, by file and row."""
    rows = [
        (found.file, found.row, found.column, found.value, found.problem, found.remedy) for found in report.problems
    ]
    return table(None, _COLUMNS, rows)


def summary(report: Report) -> str:
    """One line: how many rows were read, how many problems found."""
    read = f"{counted(sum(report.rows.values()), 'row')} in {counted(len(report.rows), 'table')}"
    if report.ok:
        return f"{read}, no problems"
    files = len({found.file for found in report.problems})
    kept = len(report.problems)
    shown = "" if kept == report.total else f", {kept:,} of them shown"
    return f"{read}, {counted(report.total, 'problem')} in {counted(files, 'file')}{shown}"
