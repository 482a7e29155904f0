"""Names as their readers write them: how they are folded and spelled, and the index that finds them."""
