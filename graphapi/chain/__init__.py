"""Questions about segments of the chain: hosts, flow, coverage, exposure. Each policy lives here, once."""
