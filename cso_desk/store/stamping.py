"""The sync columns of a row that this desk writes (packages.md 2.2), and who may write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cso_desk.errors import Trouble
from cso_desk.records import SCHEMA, Unit

from .shapes import Values


def next_hlc(last: str, now: datetime) -> str:
    """Return the hybrid logical clock after `last`: UTC milliseconds, then a counter; it never goes back."""
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3] + "Z"
    last_moment, _, counter = last.partition("-")
    if moment > last_moment:
        return f"{moment}-00000"
    return f"{last_moment}-{int(counter or 0) + 1:05d}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What one operation writes into the sync columns of the rows that it changes."""

    unit: str
    instance: str
    hlc: str
    who: str
    at: str

    def for_new(self, owner: str) -> dict[str, Any]:
        """Return the sync columns of a new row."""
        return {"owner": owner, "oe": 1, "rev": 1, "deleted": False, **self._common()}

    def for_changed(self, old: Values) -> dict[str, Any]:
        """Return the sync columns of a changed row; a row that belonged to nobody becomes ours."""
        return {"owner": old["owner"] or self.unit, "rev": old["rev"] + 1, **self._common()}

    def _common(self) -> dict[str, Any]:
        return {
            "inst": self.instance,
            "hlc": self.hlc,
            "upd_by": self.who,
            "upd_at": self.at,
            "src_pkg": "",
            "row_hash": "",
            "schema_no": SCHEMA,
            "profile_no": 0,
        }


def owner_for(given: str | None, unit: str, *, shared: bool) -> str:
    """Return the owner of a new row; `shared` rows (the division tree) may belong to nobody.

    Raises RuntimeError on a desk whose unit is not set yet.
    """
    owner = unit if given is None or (given == "" and not shared) else given
    if not owner and not shared:
        raise RuntimeError("the desk has no unit yet")
    return owner


def refuse_others(session: Session, owner: str, unit: str) -> None:
    """Raise `Trouble` not_owner, naming the owner, unless a row with `owner` is ours or nobody's."""
    if owner in ("", unit):
        return
    found = session.execute(select(Unit.full_name, Unit.name).where(Unit.id == owner)).first()
    name = (found and (found[0] or found[1])) or "其他单位"
    raise Trouble(
        "not_owner",
        f"这条记录由{name}维护，本单位只能查看；需要改动时请让{name}修改后重新上报。",
    )
