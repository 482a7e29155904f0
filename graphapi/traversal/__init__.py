"""Questions about any graph: neighborhood, paths, patterns, connections. Knows no kind of node or edge by name."""
