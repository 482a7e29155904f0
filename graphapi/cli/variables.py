"""The settings as environment variables: their names, defaults and allowed values, derived from `Settings` alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from graphapi.cli.terminal import Failure
from graphapi.settings import Settings


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `default` is empty where nothing is set."""

    name: str
    default: str
    allowed: str
    meaning: str


def variables() -> Sequence[Variable]:
    """Every variable that is read, in the order of the settings."""
    schemas: Mapping[str, Any] = Settings.model_json_schema()["properties"]
    return [
        Variable(_variable(name), _default(schema), _allowed(schema), schema["description"])
        for name, schema in schemas.items()
    ]


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        Failure: a value is not allowed; one line names each such variable, its value and what is allowed.
    """
    try:
        return Settings()
    except ValidationError as error:
        allowed = {variable.name: variable.allowed for variable in variables()}
        lines = []
        for fault in error.errors():
            name = _variable(str(fault["loc"][0]))
            lines.append(f"{name}={fault['input']} is not allowed; write {allowed[name]} (see docs/settings.md)")
        raise Failure("; ".join(lines), status=2) from None


def _variable(name: str) -> str:
    return f"{Settings.model_config['env_prefix']}{name}".upper()


def _default(schema: Mapping[str, Any]) -> str:
    return "" if schema["default"] is None else str(schema["default"])


def _allowed(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return _allowed(schema["anyOf"][0])
    if "enum" in schema:
        return ", ".join(schema["enum"][:-1]) + f" or {schema['enum'][-1]}"
    if schema["type"] != "integer":
        return "a path" if schema.get("format") == "path" else "text"
    if "maximum" not in schema:
        return f"a whole number, {schema['minimum']} or more"
    return f"a whole number from {schema['minimum']:,} to {schema['maximum']:,}"
