"""Names: how they are folded, spelled, compared and matched, and the index that finds them."""
