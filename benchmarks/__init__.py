"""Measurements side by side, in one run. Timings are no tests."""
