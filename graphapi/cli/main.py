"""The program `graphapi`: its commands, and how a failure becomes one line and an exit status."""

import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import typer

from graphapi.cli import packages, questions, serving
from graphapi.cli.session import read_settings
from graphapi.cli.terminal import Failure, note, plain, problem_table
from graphapi.model.errors import GraphError, InvalidPackage

app = typer.Typer(
    help="A knowledge graph of China's zero-carbon parks, served as an API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command()(serving.serve)
app.command()(packages.load)
app.command()(packages.validate)
app.command()(packages.export)
app.command()(packages.coverage)
app.add_typer(questions.app, name="query")
app.command()(serving.openapi)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers its exit status: 0 done, 1 failed, 2 wrong usage or settings.

    A failure ends in one line on stderr, never in a traceback, unless `GRAPHAPI_LOG_LEVEL` is `debug`.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(arguments, prog_name="graphapi")
    except SystemExit as end:
        return _status(end.code)
    except Failure as failure:
        return _failed(str(failure), failure.status)
    except GraphError as error:
        if isinstance(error, InvalidPackage):
            note(problem_table(error.report))
        return _failed("; ".join(part for part in (error.detail, error.suggestion) if part))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}")
    except Exception as error:  # noqa: BLE001  (the outermost border: what comes here is a bug, reported in one line)
        if _debugging():
            traceback.print_exc()
        return _failed(f"internal error: {type(error).__name__}: {error}")
    return 0


def _debugging() -> bool:
    with suppress(Failure):
        return read_settings().log_level == "debug"
    return False


def _status(code: object) -> int:
    return code if isinstance(code, int) else int(code is not None)


def _failed(words: str, status: int = 1) -> int:
    sys.stderr.write(f"graphapi: {plain(words)}\n")
    return status
