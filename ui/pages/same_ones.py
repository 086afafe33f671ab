"""Proposals which lines mean the same person or the same room; the clerk marks some and accepts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cso_desk.fields import mask_id

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.same_persons import Hint, Proposal
    from cso_desk.usecases.venues import VenueProposal

PERSON, VENUE = "人员", "场所"
_COLUMNS = (
    PlainColumn("kind", "种类", 56),
    PlainColumn("what", "姓名或地址", 200),
    PlainColumn("mark", "身份证号或社区", 180),
    PlainColumn("count", "组织", 56, "right"),
    PlainColumn("does", "合并后", 150),
    PlainColumn("where", "有哪些组织", 320),
    PlainColumn("differs", "各处不一致（取填得最多的）", 320),
)
_SEVERAL = 6


@dataclass(frozen=True, slots=True)
class _Found:
    persons: list[Proposal]
    venues: list[VenueProposal]
    hints: list[Hint]


class SameOnes(QWidget):
    """The proposals; nothing is linked before the clerk says so."""

    changed = Signal(str)
    counted = Signal(int)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._rows = MemoryRows()
        self.accept = button("合并选中的", "check", "primary", self._accept)
        self.words = label(
            "同名且身份证号相同的，可能是同一个人；同一社区里地址相同的，可能是同一处场所。看过再合并，合错了可以还原。",
            "second",
            wrap=True,
        )
        self.hints = label("", "second", wrap=True, pick=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.hints.hide()
        empty = Empty("没有要合并的：同名同身份证号的负责人、成员，同社区同地址的场所会列在这里。")
        self.list = ListPanel(page, self._rows.source("可合并", _COLUMNS, "项"), empty)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.words, 1)
        line.addWidget(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addWidget(self.problem)
        column.addWidget(self.list, 1)
        column.addWidget(self.hints)
        self.setFocusProxy(self.list)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(lambda _: self._marked())
        self._marked()

    def read(self) -> None:
        """Look for proposals again."""
        desk = self._page.desk

        def read(_: Any) -> _Found:
            from cso_desk.usecases import same_persons, venues

            return _Found(
                desk.apart(same_persons.proposals),
                desk.apart(venues.proposals),
                desk.apart(same_persons.hints),
            )

        Reading(self._page, "", read).done(self._fill).start()

    def _fill(self, found: _Found) -> None:
        rows = [_person_row(one) for one in found.persons]
        rows += [_venue_row(one) for one in found.venues]
        self._rows.put(rows)
        self.list.show_query(None)
        self.counted.emit(len(rows))
        told = "；".join(f"{one.name}（{'、'.join(one.units)}）" for one in found.hints[:_SEVERAL])
        more = f"等 {len(found.hints)} 人" if len(found.hints) > _SEVERAL else ""
        self.hints.setText(f"仅供留意，不合并——几个单位里同名且号码相同：{told}{more}。")
        self.hints.setVisible(bool(found.hints))

    def _marked(self) -> None:
        count = self.list.chosen().count
        self.accept.setEnabled(count > 0)
        self.accept.setText(f"合并选中的 {count} 项" if count else "合并选中的")

    def _accept(self) -> None:
        self.problem.hide()
        self.list.with_chosen(self._write)

    def _write(self, ids: list[str]) -> None:
        desk = self._page.desk
        persons = [one[2:] for one in ids if one.startswith("p:")]
        places = [one[2:] for one in ids if one.startswith("v:")]

        def write(progress: Any) -> Any:
            from cso_desk.usecases import same_ones

            return same_ones.accept(desk, persons, places, progress)

        work = Writing(self._page, "正在合并", write)
        work.done(lambda done: self.changed.emit(done.words)).failed(self._refused).start()

    def _refused(self, error: Exception) -> bool:
        self.problem.setText(str(error))
        self.problem.show()
        self.read()
        return True


def _person_row(one: Proposal) -> dict[str, str]:
    names = list(dict.fromkeys(line.name for line in one.lines))
    return {
        "id": f"p:{one.key}",
        "kind": PERSON,
        "what": one.name,
        "mark": mask_id(one.id_number),
        "count": str(len(names)),
        "does": "归到名单里的这个人" if one.known else "成为同一个人",
        "where": "、".join(names),
        "differs": "；".join(one.differs),
    }


def _venue_row(one: VenueProposal) -> dict[str, str]:
    return {
        "id": f"v:{one.key}",
        "kind": VENUE,
        "what": one.address,
        "mark": one.community,
        "count": str(len(one.hosts)),
        "does": "归到名单里的这个场所" if one.known else "成为同一处场所",
        "where": "、".join(name for _, name in one.hosts),
        "differs": "；".join(one.differs),
    }
