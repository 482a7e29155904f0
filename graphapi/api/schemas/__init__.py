"""The answers of the API as pydantic models: published in OpenAPI, never run on the way to a client."""
