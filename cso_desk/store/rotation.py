"""Which backups stay: 7 days, 4 weeks, 12 months (reliability.md 1)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

DAYS, WEEKS, MONTHS = 7, 4, 12
_RECENT = timedelta(days=2)


def to_drop(made: Mapping[Path, str], today: date) -> list[Path]:
    """Return the files that are not needed any more, of `made` (file to ISO moment).

    Everything of the last two days stays, then the newest of each of the 7 newest days, of the 4
    newest weeks and of the 12 newest months that have one. So the newest of all always stays.
    """
    newest_first = sorted(made, key=lambda file: (made[file], file.name), reverse=True)
    days = {file: datetime.fromisoformat(made[file]).date() for file in newest_first}
    keep = {file for file in newest_first if today - days[file] < _RECENT}
    keep |= _newest_of_each(((days[file], file) for file in newest_first), DAYS)
    keep |= _newest_of_each(((days[file].isocalendar()[:2], file) for file in newest_first), WEEKS)
    months = (((days[file].year, days[file].month), file) for file in newest_first)
    keep |= _newest_of_each(months, MONTHS)
    return [file for file in newest_first if file not in keep]


def _newest_of_each(grouped: Iterable[tuple[Hashable, Path]], most: int) -> set[Path]:
    """Return the first file of each of the first `most` groups."""
    first: dict[Hashable, Path] = {}
    for group, file in grouped:
        if group not in first and len(first) < most:
            first[group] = file
    return set(first.values())
