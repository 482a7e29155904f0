"""Questions about companies: lists, ownership, footprint, overlap, concentration."""
