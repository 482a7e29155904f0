"""Requests made up from the served OpenAPI document: no server error, and no answer that it does not declare."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_asgi
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.routing import compile_path
from starlette.types import ASGIApp

from tests.api.questions import FIRST_OF
from tests.examples import examples

pytestmark = pytest.mark.slow
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MADE_UP = settings(
    max_examples=examples(25), deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

Operation = APIOperation[Any, Any, Any, Any]
every_operation = pytest.mark.parametrize("operation", FIRST_OF)


@pytest.fixture(scope="module")
def published(seed_app: ASGIApp) -> OpenApiSchema:
    return from_asgi("/openapi.json", seed_app, config=SchemathesisConfig(seed=1))


@pytest.fixture(scope="module")
def session(seed_app: ASGIApp) -> Iterator[asgi.ASGIClient]:
    with asgi.get_client(cast("Any", seed_app)) as client:
        yield client


def found(published: OpenApiSchema, operation: str) -> Operation:
    asked: Operation = published.find_operation_by_id(operation)
    return asked


def real_ids(operation: Operation, url: str) -> dict[str, Any]:
    """The path parameters of a good question."""
    match = compile_path(operation.path)[0].match(url.partition("?")[0])
    assert match is not None
    return match.groupdict()


@every_operation
def test_made_up_parameters_are_answered_as_declared(
    published: OpenApiSchema, session: asgi.ASGIClient, operation: str
) -> None:
    asked = found(published, operation)
    ids = real_ids(asked, FIRST_OF[operation].url)

    @MADE_UP
    @given(asked.as_strategy(path_parameters=ids or None))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(session=session, checks=CHECKS)

    ask()


@every_operation
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_made_up_ids_and_broken_requests_are_answered_as_declared(
    published: OpenApiSchema, session: asgi.ASGIClient, operation: str, mode: GenerationMode
) -> None:
    asked = found(published, operation)
    if mode is GenerationMode.NEGATIVE and not (asked.query or asked.body):
        return  # any text is a good id

    @MADE_UP
    @given(asked.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(session=session, checks=CHECKS)

    ask()
