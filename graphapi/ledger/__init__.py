"""All revisions of the graph, the durable truth. `sqlite3` is known here alone."""
