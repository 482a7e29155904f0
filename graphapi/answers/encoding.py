"""How answers become JSON and how they are described: one rule for absent values, applied in one place.

A member without a default is always there, and null where nothing is known. A member whose default is None is left out
when it is None, so its schema does not allow null.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, cast, dataclass_transform, get_args, get_origin, get_type_hints

import orjson
from pydantic import ConfigDict, GetCoreSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def answer(cls: type[T]) -> type[T]:
    """Class decorator: a frozen dataclass with keyword-only members that allows no others in its schema.

    JSON has the members in the order in which they are declared, those of the base classes first.
    """
    title = {"title": cls.__dict__["component"]} if "component" in cls.__dict__ else {}
    config = ConfigDict(extra="forbid", json_schema_extra=_absent_is_not_null, **title)  # type: ignore[typeddict-item]
    cls.__pydantic_config__ = config  # type: ignore[attr-defined]  # where pydantic looks for it
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


class ServedAs:
    """Annotation of a member whose JSON has the shape of another type: a document as ready bytes, ids as documents."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(self.shape)


def encode(value: object) -> bytes:
    """The JSON of an answer or of a part of one; bytes are JSON already."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def members(value: object) -> dict[str, object]:
    """The members of an answer by their names in JSON, absent ones left out."""
    return {
        member: found
        for name, member, optional in _served(type(value))  # type: ignore[arg-type]  # classes are hashable
        if (found := getattr(value, name)) is not None or not optional
    }


def extended(cls: type[T], base: object, **more: object) -> T:
    """The members of a value with further ones, as an answer of a subclass."""
    return cls(**{field.name: getattr(base, field.name) for field in fields(base)} | more)  # type: ignore[arg-type]


def _plain(value: object) -> object:
    return _writer(type(value))(value)  # type: ignore[arg-type]  # classes are hashable


@cache
def _writer(cls: type) -> Callable[[Any], object]:
    """What turns values of a class into something that orjson writes by itself."""
    if issubclass(cls, bytes):
        return orjson.Fragment
    if hasattr(cls, "to_json"):
        return cast("Callable[[Any], object]", cls.to_json)
    if is_dataclass(cls):
        return members
    if issubclass(cls, Mapping):
        return dict
    raise TypeError(f"{cls.__name__} is not part of an answer")


@cache
def _served(cls: type) -> tuple[tuple[str, str, bool], ...]:
    """Attribute, name in JSON, and whether None means absent, for each member that is served."""
    hints = get_type_hints(cls, include_extras=True)
    found = []
    for field in fields(cls):
        notes = get_args(hints[field.name])[1:] if get_origin(hints[field.name]) is Annotated else ()
        described = [note for note in notes if isinstance(note, FieldInfo)]
        if not any(note.exclude for note in described):
            alias = next((note.alias for note in described if note.alias), field.name)
            found.append((field.name, alias, field.default is None and field.default is not MISSING))
    return tuple(found)


def _absent_is_not_null(schema: dict[str, Any]) -> None:
    """An optional member may be missing, and is never null."""
    for member in schema.get("properties", {}).values():
        if "anyOf" in member and member.get("default", 0) is None:
            del member["default"]
            options = [option for option in member.pop("anyOf") if option != {"type": "null"}]
            member.update(options[0] if len(options) == 1 else {"anyOf": options})
        elif member.get("default", 0) is None:
            del member["default"]
