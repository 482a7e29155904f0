"""A knowledge graph of China's zero-carbon parks, their companies and the new-energy chain, served as an API."""

__version__ = "0.1.0"

TITLE = "Zero-carbon park graph"
"""Name of the whole graph, in the API's document and in files."""
