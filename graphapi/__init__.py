"""A knowledge graph of China's zero-carbon parks, their companies and the new-energy chain, served as an API."""

__version__ = "0.1.0"
