"""Which version of the pack is in force on a day, and what of it the superior has fixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cso_desk import store
from cso_desk.policy import Pack
from cso_desk.records import PackVersion
from cso_desk.store import Session

Content = Mapping[str, Any]


def number_of(version: str) -> tuple[int, ...]:
    """Return the number of a version (`id@2026.2`) as numbers."""
    return tuple(int(part) for part in version.rpartition("@")[2].split(".") if part.isdigit())


def in_order(session: Session) -> list[tuple[str, str, tuple[int, ...], str]]:
    """Return (valid_from, saved_at, number, version) of all kept versions, the one that comes into force last at the end."""
    kept = store.values_of(session, PackVersion, ("version", "valid_from", "saved_at"))
    return sorted((begins, saved, number_of(version), version) for version, begins, saved in kept)


def _any(content: Content) -> bool:
    return True


def content_on(
    session: Session, day: str, among: Callable[[Content], bool] = _any
) -> dict[str, Any] | None:
    """Return what is kept of the version in force on a day, of those `among` alone; None where there is none."""
    for version in reversed(in_order(session)):
        if version[0] <= day:
            found = store.listed(session, PackVersion, version=version[-1])
            content: dict[str, Any] = found[0].content
            until = content["head"]["valid_to"]
            in_force = not content.get("withdrawn") and (until is None or until >= day)
            if in_force and among(content):
                return content
    return None


def above_on(session: Session, day: str) -> dict[str, Any] | None:
    """Return the superior's version in force on a day."""
    return content_on(session, day, lambda content: bool(content.get("origin")))


def own_on(session: Session, day: str) -> dict[str, Any] | None:
    """Return the version in force on a day that the clerk saved here."""
    return content_on(
        session, day, lambda content: not content.get("origin") and not content.get("laid_over")
    )


def name_of(content: Content) -> str:
    """Return the version's name, `id@version`."""
    return f"{content['head']['id']}@{content['head']['version']}"


def over_of(content: Content) -> Pack:
    """Return what is kept of a version as an overlay."""
    return Pack(content["head"], content["subjects"], content["layouts"])


def fixed_by(above: Content | None) -> frozenset[str]:
    """Return the paths that a superior's version sets with a source: entries that are no 参考, layouts with a document."""
    if above is None:
        return frozenset()
    found = {one.path for one in over_of(above).entries() if one.source and not one.reference}
    if above.get("document"):
        found |= {f"layouts.{code}" for code in above["layouts"]}
    return frozenset(found)


def moment_after(session: Session, day: str, now: datetime) -> str:
    """Return the present moment, or one after all versions that begin on a day: another computer's clock may be ahead."""
    kept = store.values_of(session, PackVersion, ("saved_at",), valid_from=day)
    moments = [datetime.fromisoformat(at) + timedelta(seconds=1) for (at,) in kept]
    return max([now, *moments]).isoformat(timespec="seconds")
