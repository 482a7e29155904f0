"""Tables: rows under typed columns, which follow from the type of the row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from graphapi.answers.documents import Name
from graphapi.model.documents import Edge, Node, Source
from graphapi.model.kinds import ValueType

R = TypeVar("R")
_NAMES = frozenset({"id", "kind", "name_en", "name_zh"})
Cell: TypeAlias = str | int | float | bool | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Unit:
    """Annotation of a member of a row: the unit of its column."""

    name: str


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `unit` goes into the metadata of Parquet and Arrow. Dates of reduced precision stay texts."""

    name: str
    type: ValueType = ValueType.STRING
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns that do not depend on the rows; what a row does not have is null. `metadata` holds texts."""

    name: str
    columns: Sequence[TableColumn]
    rows: Sequence[Mapping[str, Cell]]
    metadata: Mapping[str, str] = field(default_factory=dict)


def table_of(name: str, row: type, rows: Iterable[object], **metadata: str) -> Table:
    """The rows, dataclasses of one type, as a table with a column for each member; a Name has one for each language."""
    names = [member.name for member in fields(row)]
    return Table(name, columns_of(row), [_cells(names, one) for one in rows], metadata)


def row_of(row: type[R], *parts: object, **more: object) -> R:
    """A row: each member is given in `more`, or taken from the first part that has it; documents become their ids.

    A node as a part gives its names alone: what a row rests on is said by the answer, not by the node. A member such
    as `park_name_en` that no part has is the `name_en` of a part's `park`, null where that is None.

    Raises:
        TypeError: a member without a default that nothing gives.
    """
    names = [member.name for member in fields(row)]  # type: ignore[arg-type]  # rows are dataclasses
    found = {name: more[name] if name in more else _found(name, parts) for name in names}
    return row(**{name: _ids(value) for name, value in found.items() if value is not MISSING})


@cache
def columns_of(row: type) -> Sequence[TableColumn]:
    """The columns of a type of row, in the order of its members: texts, numbers, booleans, lists of texts."""
    hints = get_type_hints(row, include_extras=True)
    return tuple(column for member in fields(row) for column in _columns(member.name, hints[member.name]))


def _found(name: str, parts: Sequence[object]) -> object:
    for part in parts:
        if hasattr(part, name) and (name in _NAMES or not isinstance(part, Node)):
            return getattr(part, name)
    words = name.split("_")
    for end in range(len(words) - 1, 0, -1):
        nested, member = "_".join(words[:end]), "_".join(words[end:])
        for part in parts:
            if hasattr(_members_of(type(part)).get(nested), member):  # type: ignore[arg-type]  # types are hashable
                return getattr(getattr(part, nested), member, None)
    return MISSING


@cache
def _members_of(part: type) -> Mapping[str, type]:
    """Types of the members of a part that are classes, whether a part has them or not."""
    if not is_dataclass(part):
        return {}
    hints = {name: _known(hint) for name, hint in get_type_hints(part).items()}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type)}


def _known(hint: Any) -> Any:
    """The type of a member where it is not None."""
    options = [option for option in get_args(hint) if option is not NoneType]
    return options[0] if get_origin(hint) in {Union, UnionType} and len(options) == 1 else hint


def _ids(value: object) -> object:
    if isinstance(value, list | tuple):
        return list(map(_ids, value))
    return value.id if isinstance(value, Node | Edge | Source) else value


def _cells(names: Sequence[str], one: object) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name in names:
        value = getattr(one, name)
        cells |= {f"{name}_en": value.en, f"{name}_zh": value.zh} if isinstance(value, Name) else {name: value}
    return cells


def _columns(name: str, hint: Any) -> Sequence[TableColumn]:
    if hint is Name:
        return TableColumn(f"{name}_en"), TableColumn(f"{name}_zh")
    notes: tuple[object, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        notes = tuple(rest)
    unit = next((note.name for note in notes if isinstance(note, Unit)), None)
    return (TableColumn(name, _value_type(hint), unit),)


def _value_type(hint: Any) -> ValueType:
    if get_origin(hint) is Annotated:
        return _value_type(get_args(hint)[0])
    if get_origin(hint) in {Union, UnionType}:
        (known,) = (option for option in get_args(hint) if option is not NoneType)
        return _value_type(known)
    if hint in _TYPES:
        return _TYPES[hint]
    return ValueType.STRINGS if get_origin(hint) in {Sequence, list, tuple} else ValueType.STRING


_TYPES = {bool: ValueType.BOOLEAN, int: ValueType.INTEGER, float: ValueType.NUMBER}
