"""What files of the graph say about themselves, so that they can be taken back in."""

from typing import Final

FORMAT_VERSION: Final = 1
"""Version of the columns and their metadata; a file that names another version is not loaded."""

NAMESPACE: Final = "https://zero-carbon-parks.example/ns#"
"""Namespace of our words in RDF and XML, which promises no page: nobody has to run a server under that name."""

GEXF: Final = "http://gexf.net/1.3"
GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"

OPEN: Final = ".."
"""The open end of an interval, as in ISO 8601-2."""

VALID: Final = "valid"
"""Column of the CSV pair that holds `valid_from/valid_to`."""

GUARD: Final = "'"
"""Stands in front of a text that a spreadsheet would execute, and of one that begins like a text so guarded."""

EXECUTED: Final = ("=", "+", "-", "@", "\t", "\r")
"""First letters of a text that a spreadsheet would take for a formula."""
