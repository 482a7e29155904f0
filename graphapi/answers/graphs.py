"""Graph answers: neighborhoods, paths, patterns, connections, similar nodes, cycles."""

from graphapi.answers.encoding import answer
from graphapi.answers.envelopes import GraphAnswer


@answer
class Neighborhood(GraphAnswer):
    """What steps reach."""
