"""Whether an answer is complete, and what stopped the search if it is not."""

from dataclasses import dataclass
from enum import StrEnum

from graphapi.model.json import JsonObject


class Shortfall(StrEnum):
    """Why an answer is not complete."""

    EDGE_BUDGET = "edge_budget"
    TIME_BUDGET = "time_budget"
    RESULT_LIMIT = "result_limit"
    HUB_LIMIT = "hub_limit"


@dataclass(frozen=True, slots=True)
class Completeness:
    """Whether anything was left out: `hop` is where the search stopped, `unexpanded` the nodes still to expand."""

    complete: bool = True
    reason: Shortfall | None = None
    hop: int | None = None
    unexpanded: int | None = None

    def to_json(self) -> JsonObject:
        """`{"complete": true}`, or the reason with hop and unexpanded nodes."""
        if self.complete:
            return {"complete": True}
        return {"complete": False, "reason": self.reason, "hop": self.hop, "unexpanded": self.unexpanded}


COMPLETE = Completeness()


def first_shortfall(*found: Completeness) -> Completeness:
    """The first that is not complete; complete when all are."""
    return next((one for one in found if not one.complete), COMPLETE)
