"""Words of the graph: kinds, identifiers, documents, changes, answers, errors. Imports nothing of ours."""
