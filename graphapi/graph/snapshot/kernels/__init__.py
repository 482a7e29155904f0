"""Compiled loops over the arrays of a topology: no Python object inside, nothing locked, so they run in any thread.

Each is resumable: it works on a scratch, stops after a given number of edges and goes on where it was.
"""
