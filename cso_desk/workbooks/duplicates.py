"""Finds rows of one file that say the same organization twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cso_desk.errors import Problem
from cso_desk.fields import narrow

if TYPE_CHECKING:
    from .taking import TakenRow


_MARKS = re.compile(r"[\"“”'‘’《》〈〉「」·.\s]")
"""What two hands write differently in one name."""
_TOLD_BY_ID = ("leader_sex", "leader_birth")
"""What an identity number says better than a column beside it."""


class Duplicates:
    """Remembers the rows of a file by name and community."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], list[tuple[str, dict[str, Any]]]] = {}

    def note(self, row: TakenRow) -> None:
        """Mark `row` as "same" or "candidate" where an earlier row has its name and community."""
        name = row.values["name"]
        community = (
            row.community.unit.id if row.community.unit else "?" + narrow(row.community.text)
        )
        earlier = self._seen.setdefault(
            (name if name.isalnum() else _MARKS.sub("", narrow(name)), community, row.township), []
        )
        if earlier:
            self._mark(row, earlier)
        if row.duplicate != "same":
            earlier.append((row.where, row.values))

    def _mark(self, row: TakenRow, earlier: list[tuple[str, dict[str, Any]]]) -> None:
        for where, values in earlier:
            if _adds_nothing(row.values, values):
                row.duplicate, row.double_of = "same", where
                text = f"与 {where} 完全相同，只导入一次"
                break
        else:
            row.duplicate, row.double_of = "candidate", earlier[0][0]
            text = f"与 {earlier[0][0]} 的组织名称和社区（村）相同，其他内容不同，请核对是不是同一个组织"
        code = "duplicate_row" if row.duplicate == "same" else "duplicate_candidate"
        row.problems.append(Problem(row.where, "组织名称", code, f"第 {row.index + 1} 行{text}。"))


def _adds_nothing(later: dict[str, Any], first: dict[str, Any]) -> bool:
    told = (
        _TOLD_BY_ID if "leader_id" in later and later["leader_id"] == first.get("leader_id") else ()
    )
    return all(key in told or first.get(key) == value for key, value in later.items())
