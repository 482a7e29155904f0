"""How many examples of a property are tried; the profile of Hypothesis decides.

`ci` is in force where the variable CI is set, `fast` in `make test-fast`, `default` everywhere else.
"""

from hypothesis import settings

SHARES = {"ci": 1.0, "default": 0.4, "fast": 0.1}


def register_profiles() -> None:
    """Make `fast` known, and give properties without a number of their own the share of Hypothesis' hundred."""
    for name in ("default", "fast"):
        settings.register_profile(name, max_examples=round(100 * SHARES[name]))


def examples(many: int) -> int:
    """The share of `many` that is tried; at least one."""
    return max(1, round(many * SHARES.get(settings.get_current_profile_name(), 1.0)))
