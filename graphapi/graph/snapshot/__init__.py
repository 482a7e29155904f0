"""One revision as memory-mapped arrays with compiled kernels. `docs/snapshot.md` describes the files."""
