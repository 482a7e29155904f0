"""The command line: serve, load, validate, export, query, openapi."""
