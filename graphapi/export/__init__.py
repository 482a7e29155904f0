"""Exporters, registered once and present everywhere. `flatten` alone turns documents into columns."""

# isort: off
# In the order in which formats are listed to readers.
from graphapi.export import gephi as gephi
from graphapi.export import graphml as graphml
from graphapi.export import tables as tables
from graphapi.export import json_formats as json_formats
from graphapi.export import rdf as rdf
from graphapi.export import geojson as geojson
from graphapi.export import dot as dot
