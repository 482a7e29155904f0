"""PathSet by subject. Each parses, asks a query and answers."""
