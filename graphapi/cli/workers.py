"""Several processes that answer on one port: the parent loads, watches and replaces them, the workers answer."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from graphapi.api.app import create_app
from graphapi.api.telemetry import JsonLines, Metrics
from graphapi.bootstrap import names, open_ledger, open_view, views
from graphapi.model.errors import GraphError
from graphapi.settings import Settings

LOG = logging.getLogger("graphapi.workers")
_PATIENCE_S = 30
"""Seconds that a stopping server gives the requests it is answering, and a worker that starts until it is up."""

Application = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Worker:
    """Makes the app in a process of its own, from settings that the parent sends; `metrics` is the folder of all."""

    settings: Settings
    metrics: Path

    def __call__(self) -> Application:
        """The app over the newest revision. A process that cannot open it says why and ends; the parent tries again."""
        log_to_stderr(self.settings.log_level)
        _end_with_the_parent()
        gc.disable()
        try:
            ledger = open_ledger(self.settings)
            view = open_view(ledger, self.settings)
        except GraphError as error:
            LOG.error("worker %d cannot start: %s", os.getpid(), error.detail)
            raise SystemExit(1) from None
        freeze_heap()
        LOG.info("worker %d answers from revision %d", os.getpid(), view.revision.number)
        names_of, metrics = names(self.settings), Metrics(self.metrics)
        return create_app(
            self.settings, ledger, view, view_at=views(ledger, self.settings), names_of=names_of, metrics=metrics
        )


def serve_workers(settings: Settings, listening: socket.socket, number: int) -> None:
    """Runs `number` workers on the socket until SIGTERM or Ctrl-C; one that dies is replaced within a second or so."""
    with TemporaryDirectory(prefix="graphapi-metrics-") as metrics:
        # The client library of Prometheus reads its folder from the environment when a worker imports it.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics
        config = server_config(Worker(settings, Path(metrics)), factory=True, workers=number)
        Multiprocess(config, [listening]).run()


def server_config(app: Application | Worker, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    """How a server runs, alone or as a worker."""
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        lifespan="on",
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=_PATIENCE_S,
        timeout_worker_healthcheck=_PATIENCE_S,
    )


def freeze_heap() -> None:
    """Ends the loading that began with `gc.disable()`: a collection that walks the view would stall requests."""
    gc.freeze()
    gc.enable()


def log_to_stderr(level: str) -> None:
    """One JSON object a line, from this severity on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _end_with_the_parent() -> None:
    """Stops this process when its parent is gone, however it went: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
