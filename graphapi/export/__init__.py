"""Exporters, registered once and present everywhere. `flatten` alone turns documents into columns."""

from graphapi.export import gexf as gexf
