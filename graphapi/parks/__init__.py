"""Questions about parks: profile, indicators, screen, comparison, statistics."""
