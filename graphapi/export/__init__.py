"""Exporters, registered once and present everywhere. `flatten` alone turns documents into columns."""

# isort: off
# In the order in which formats are listed to readers.
from graphapi.export import gexf as gexf
from graphapi.export import gephi_lite as gephi_lite
from graphapi.export import graphml as graphml
from graphapi.export import csv_pair as csv_pair
from graphapi.export import parquet_pair as parquet_pair
from graphapi.export import node_link as node_link
from graphapi.export import json_graph as json_graph
from graphapi.export import cytoscape as cytoscape
from graphapi.export import graphology_json as graphology_json
from graphapi.export import json_ld as json_ld
from graphapi.export import turtle as turtle
from graphapi.export import geojson as geojson
from graphapi.export import dot as dot
