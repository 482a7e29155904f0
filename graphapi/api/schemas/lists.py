"""Lists, and single things with what belongs to them."""

from typing import Any

from pydantic import Field

from graphapi.api.schemas.documents import Answer, Counts
from graphapi.api.schemas.graphs import Links, Meta


class ListMeta(Meta):
    """What was asked, as understood; `total` counts the whole list."""

    query: dict[str, Any]
    total: int
    facets: dict[str, Counts] | None = None


class _List(Answer):
    next: str | None = Field(description="Cursor of the following part; null at the end.")
    meta: ListMeta
    links: Links
