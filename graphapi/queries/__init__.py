"""Questions asked of a view. Policy (bounds, defaults, order, explanations) lives here, once."""
