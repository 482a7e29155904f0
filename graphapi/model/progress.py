"""How far a long piece of work has come, told to whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """`rows` done in this stage, which is `fraction` of it (0 to 1)."""

    name: str
    rows: int
    fraction: float


Watch = Callable[[Stage], None]


def unwatched(_: Stage) -> None:
    """Tells nobody."""
