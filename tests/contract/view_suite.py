"""The suite that every view passes unchanged: what `graphapi.graph.base` promises, and what is built on it."""

from tests.contract.view_budgets import BudgetSuite
from tests.contract.view_documents import DocumentsSuite
from tests.contract.view_expansion import ExpansionSuite, MeterSuite
from tests.contract.view_hubs import HubSuite
from tests.contract.view_modes import ModesSuite, WhyNotSuite
from tests.contract.view_oracles import OracleSuite
from tests.contract.view_predicates import PredicateSuite
from tests.contract.view_ranked import RankedSuite
from tests.contract.view_routes import RouteSuite
from tests.contract.view_shapes import ConnectSuite, EstimateSuite, PatternSuite, SimilarSuite
from tests.contract.view_walks import WalkBudgetSuite, WalkSuite


class ViewSuite(
    DocumentsSuite,
    ExpansionSuite,
    MeterSuite,
    PredicateSuite,
    WalkSuite,
    WalkBudgetSuite,
    RouteSuite,
    OracleSuite,
    RankedSuite,
    ModesSuite,
    WhyNotSuite,
    PatternSuite,
    ConnectSuite,
    SimilarSuite,
    EstimateSuite,
    BudgetSuite,
    HubSuite,
):
    """Each part is a page of the contract; a view is done when all of them pass."""
