"""The app factory: the same for production, tests and benchmarks."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from graphapi import TITLE, __version__
from graphapi.api import explorer, problems
from graphapi.api.addresses import AsOf, Prefix
from graphapi.api.caching import AnswerCache
from graphapi.api.guard import Guard
from graphapi.api.naming import NameIndexes, NamesOf
from graphapi.api.openapi import openapi_document
from graphapi.api.permalinks import Permalinks, ViewAt
from graphapi.api.routes import all_routes
from graphapi.api.routes.service import operations
from graphapi.api.telemetry import Metrics, RouteName, Telemetry, UnhandledErrors
from graphapi.graph.base import GraphView
from graphapi.ledger.base import Ledger
from graphapi.model.errors import GraphError, RevisionNotFound
from graphapi.settings import Settings

LOG = logging.getLogger("graphapi.following")
SECONDS = 1.0
"""Between two checks of the ledger."""
_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = (
    "A knowledge graph of China's zero-carbon parks, the companies in them and the links of the lithium-battery and "
    "new-energy chain. Every answer carries its evidence and says whether it is complete."
)


def create_app(
    settings: Settings,
    ledger: Ledger,
    view: GraphView,
    *,
    view_at: ViewAt | None = None,
    names_of: NamesOf | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The API over one view. The app closes the ledger when it stops.

    `view_at` opens older revisions, which permalinks name; without it they answer that there is no such revision.
    `names_of` opens the name index of a view; without it search answers 503.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.names.prepare(view)
        watching = asyncio.create_task(follow(app, ledger, view_at)) if view_at else None
        yield
        if watching is not None:
            watching.cancel()
        app.state.names.close()
        ledger.close()

    app = FastAPI(
        title=TITLE,
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        license_info={"name": "Apache-2.0"},
    )
    app.state.view, app.state.settings, app.state.metrics = view, settings, metrics or Metrics()
    app.state.names = NameIndexes(names_of)
    for routes in all_routes():
        app.include_router(routes.router)
    app.include_router(operations, tags=["operations"], include_in_schema=False)
    app.include_router(explorer.router)
    _add_pages(app)
    problems.install(app)
    _wrap(app, settings, view_at)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


def _wrap(app: FastAPI, settings: Settings, view_at: ViewAt | None) -> None:
    """Middleware from the inside out."""
    app.add_middleware(RouteName)
    app.state.view_at = lambda revision: _view_at(app, revision, view_at)
    app.add_middleware(Permalinks, view_at=app.state.view_at)
    app.add_middleware(
        AnswerCache, mark=lambda: _mark(app), memory=settings.cache_bytes, max_age=settings.cache_max_age
    )
    app.add_middleware(Guard, max_url_bytes=settings.max_url_bytes)
    app.add_middleware(UnhandledErrors)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=["ETag", "X-Request-Id", "Server-Timing", "Link"],
    )
    app.add_middleware(Telemetry, metrics=app.state.metrics)
    app.add_middleware(AsOf)
    if settings.root_path:
        app.add_middleware(Prefix, root_path=settings.root_path)


def _view_at(app: FastAPI, revision: int, view_at: ViewAt | None) -> GraphView:
    newest: GraphView = app.state.view
    if revision == newest.revision.number:
        return newest
    if view_at is None:
        raise RevisionNotFound(f"revision {revision} is not served here", value=revision, parameter="token")
    return view_at(revision)


def _mark(app: FastAPI) -> str:
    """What an answer depends on besides the query: the revision, the release and the limits."""
    revision, settings = app.state.view.revision, app.state.settings
    return f"{revision.number} {revision.content_hash} {__version__} {settings.max_edges} {settings.max_results}"


def _add_pages(app: FastAPI) -> None:
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")

    @app.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        """The API documentation, with assets of our own."""
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi.json",
            title=app.title,
            swagger_js_url=f"{root}/static/swagger-ui/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/static/swagger-ui/swagger-ui.css",
            swagger_favicon_url=f"{root}/static/swagger-ui/favicon-32x32.png",
            swagger_ui_parameters={"validatorUrl": None},
        )

    @app.api_route("/metrics", methods=["GET", "HEAD"], include_in_schema=False)
    async def metrics() -> Response:
        """Prometheus counters of this service, all its workers together."""
        return Response(app.state.metrics.exposition(), media_type="text/plain; version=0.0.4")


async def follow(app: FastAPI, ledger: Ledger, view_at: ViewAt, *, seconds: float = SECONDS) -> None:
    """Swap the app's view whenever the ledger has a newer revision; a request keeps the view that it began with.

    A ledger that cannot be read is tried again later: the view in memory still answers.
    """
    while True:
        await asyncio.sleep(seconds)
        try:
            head = await asyncio.to_thread(ledger.head)
            if head is not None and head.number != app.state.view.revision.number:
                view = await asyncio.to_thread(view_at, head.number)
                await app.state.names.ready(view)
                app.state.view = view
                LOG.info("revision %d answers now", head.number)
        except GraphError as error:
            LOG.warning("the ledger could not be followed: %s", error.detail)
        except Exception:  # whatever it is: the view in memory still answers, and a later look may succeed
            LOG.exception("the ledger could not be followed")
