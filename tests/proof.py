"""The numbers of the proof plan: whole under `python3 dev.py proof`, a fixed-seed tenth in the ordinary run."""

import os

WHOLE = os.environ.get("CSO_DESK_PROOF") == "1"


def number(whole: int) -> int:
    """Return how many of `whole` cases this run tries."""
    return whole if WHOLE else max(1, whole // 10)
