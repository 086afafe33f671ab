"""Lengths on paper: millimetres, the type sizes that offices name by number, sheet formats."""

MM = 72 / 25.4
"""Points in one millimetre."""

SHEETS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in millimetres, upright."""

_NUMBERED = {
    "初号": 42.0,
    "小初": 36.0,
    "1号": 26.0,
    "小1": 24.0,
    "2号": 22.0,
    "小2": 18.0,
    "3号": 16.0,
    "小3": 15.0,
    "4号": 14.0,
    "小4": 12.0,
    "5号": 10.5,
    "小5": 9.0,
    "6号": 7.5,
}

SIZE_NAMES = tuple(_NUMBERED)


def type_size(size: str | float) -> float:
    """Return points for a size given in points or by its office name (2号 = 22, 5号 = 10.5).

    Raises KeyError for an unknown name.
    """
    return _NUMBERED[size] if isinstance(size, str) else float(size)
