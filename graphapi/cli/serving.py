"""Commands about the service: run it, print its description."""

import errno
import gc
import signal
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated

import orjson
import typer
import uvicorn

from graphapi.api.app import create_app
from graphapi.bootstrap import ensure_loaded, names, open_ledger, open_view, snapshot_of, views, wants_snapshot
from graphapi.cli.session import Session, fetch, loaded_ledger, open_session
from graphapi.cli.terminal import Failure, show, show_json, working
from graphapi.cli.workers import freeze_heap, log_to_stderr, serve_workers, server_config
from graphapi.model.changes import ChangeSet, Revision
from graphapi.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 picks a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Number of processes that serve the port.")] = 1,
) -> None:
    """Serve the graph over HTTP; an empty home is given the packaged seed first.

    SIGTERM and Ctrl-C finish the running requests, close the ledger and end with exit status 0. With several
    workers the home is loaded and its snapshot made once before they start, each follows the ledger, and one that
    dies is replaced.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    with _listening(host, port) as listening:
        if workers == 1:
            _serve_here(listening)
            return
        with loaded_ledger() as (settings, ledger):
            log_to_stderr(settings.log_level)
            revision = ensure_loaded(ledger, settings)
            if wants_snapshot(revision, settings):
                with working("making the graph ready"):
                    snapshot_of(ledger, revision, settings)  # once, not in each worker
            _announce(revision, listening)
        serve_workers(settings, listening, workers)


def _serve_here(listening: socket.socket) -> None:
    gc.disable()  # what loading makes stays: collecting in between would only slow the start
    with open_session() as session:
        log_to_stderr(session.settings.log_level)
        freeze_heap()
        app = create_app(
            session.settings,
            session.ledger,
            session.view,
            view_at=views(session.ledger, session.settings),
            names_of=names(session.settings),
        )
        server = uvicorn.Server(server_config(app))
        _announce(session.view.revision, listening)
        server.run(sockets=[listening])
    if not server.started:
        raise Failure("the server did not start; its log says why")


def _announce(revision: Revision, listening: socket.socket) -> None:
    show(f"revision {revision.number} at {_address(listening)} (documentation: /docs)")


def openapi() -> None:
    """Print the OpenAPI document of the API; needs no home."""
    with TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        ledger = open_ledger(settings)
        ledger.apply(ChangeSet(()), author="graphapi", message="an empty graph")
        show_json(orjson.loads(fetch(Session(settings, ledger, open_view(ledger)), "openapi.json")))
        ledger.close()


def _stop(signum: int, frame: FrameType | None) -> None:
    # uvicorn catches the signal first, finishes its requests and raises it again for us.
    raise SystemExit(0)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "it is in use; choose another with --port" if taken else error.strerror
        raise Failure(f"cannot listen on {host} port {port}: {reason}") from None


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
