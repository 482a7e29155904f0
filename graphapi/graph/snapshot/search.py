"""What every search over a topology has in common."""

from typing import Protocol

UNBOUNDED = 1 << 62


class Search(Protocol):
    """Something that goes on: `go` until so many edges have been looked at in all; true when there is no more to do."""

    @property
    def looked(self) -> int:
        """Edges looked at."""

    def go(self, pause: int) -> bool:
        """Goes on until `pause` edges have been looked at since the search began."""
