"""Documents by id and as lists: look-up, filters, facets, cursors, and what the graph holds."""
