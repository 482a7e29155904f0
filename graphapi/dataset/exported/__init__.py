"""Files that we exported, taken back in: GEXF, GraphML and the CSV pair become a change set like a data package."""
