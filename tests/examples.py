"""How many examples of a property are tried; the profile of Hypothesis decides.

`ci` is in force where the variable CI is set, `fast` in `make test-fast`, `default` everywhere else.
"""

from hypothesis import HealthCheck, settings

SHARES = {"ci": 1.0, "default": 0.4, "fast": 0.05}


def register_profiles() -> None:
    """Make `fast` known, and let `default` be as patient as `ci`.

    On a busy machine, and beside another worker, an example may take any time.
    """
    for name in ("default", "fast"):
        settings.register_profile(
            name, max_examples=round(100 * SHARES[name]), deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )


def examples(many: int) -> int:
    """The share of `many` that is tried; at least one."""
    return max(1, round(many * SHARES.get(settings.get_current_profile_name(), 1.0)))
