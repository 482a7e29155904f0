"""A sequence seen through a function, so that rows are made when they are read and never kept."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

_From = TypeVar("_From")
_To = TypeVar("_To")


class Mapped(Sequence[_To], Generic[_From, _To]):
    """The function's value of each item, made anew each time."""

    def __init__(self, function: Callable[[_From], _To], items: Sequence[_From]) -> None:
        self._function = function
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[_To]:
        return map(self._function, self._items)

    @overload
    def __getitem__(self, index: int) -> _To: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_To]: ...
    def __getitem__(self, index: int | slice) -> _To | Sequence[_To]:
        if isinstance(index, slice):
            return Mapped(self._function, self._items[index])
        return self._function(self._items[index])
