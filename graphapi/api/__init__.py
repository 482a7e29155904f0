"""The HTTP API: app factory, problems, envelope, caching, routes. `fastapi` is known here alone."""
