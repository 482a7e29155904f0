"""Files that outlive a process: folders sealed once and never changed, and arrays that are mapped from them."""
