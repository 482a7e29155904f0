"""Where a statement comes from: basis, sentences, provenance, publishers, and the evidence behind a path."""
