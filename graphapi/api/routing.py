"""Routes that declare themselves: answer, table, errors and example are declared at the route, once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from graphapi.api.dependencies import refuse_unknown_parameters
from graphapi.api.operations import JSON, OPERATIONS, PREFIX, Operation, TableOf
from graphapi.api.problems import declared
from graphapi.model.errors import DocumentGone, GraphError, NodeMoved, NodeNotFound

Endpoint = Callable[..., Awaitable[Response]]
Answers = type | Sequence[type]
Errors = Sequence[type[GraphError]]
NODE_ERRORS = (NodeNotFound, NodeMoved, DocumentGone)
"""What looking a node up by its id may raise."""


class Routes:
    """Routes below `/v1` under one heading of the documentation.

    `answer` is the type of the answer, or the types of which it is one; `table` makes the rows of it; `example` holds
    the parameters of a request that is answered, for a POST its body. Further arguments go to FastAPI.
    """

    def __init__(self, tag: str) -> None:
        self.router = APIRouter(prefix=PREFIX, tags=[tag], dependencies=[Depends(refuse_unknown_parameters)])

    def get(
        self,
        path: str,
        *,
        answer: Answers,
        errors: Errors = (),
        table: TableOf | None = None,
        example: Mapping[str, object] | None = None,
        media_type: str = JSON,
        **more: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """A route that is asked by its address; `media_type` is that of its answer."""
        return self._route("GET", path, answer, errors, more, table=table, example=example, media_type=media_type)

    def post(
        self,
        path: str,
        *,
        answer: Answers,
        errors: Errors = (),
        table: TableOf | None = None,
        example: Mapping[str, object] | None = None,
        streamed: str | None = None,
        form: bool = False,
        **more: Any,
    ) -> Callable[[Endpoint], Endpoint]:
        """A route that is asked by a body, JSON or a form; `streamed` is a media type of answers line by line."""
        return self._route(
            "POST", path, answer, errors, more, table=table, example=example, streamed=streamed, form=form
        )

    def _route(
        self, method: str, path: str, answer: Answers, errors: Errors, more: dict[str, Any], **declaration: Any
    ) -> Callable[[Endpoint], Endpoint]:
        answers = answer if isinstance(answer, Sequence) else (answer,)

        def register(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            OPERATIONS[name] = Operation(name, method, PREFIX + path, answers, **declaration)
            self.router.add_api_route(path, endpoint, methods=[method], responses=declared(*errors), **more)
            return endpoint

        return register
