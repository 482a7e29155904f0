"""What questions answer: one frozen type per answer and per part of an answer.

JSON, tables, OpenAPI and clients all derive from these types.
"""
