"""负责人和任期 of one organization: who leads it and what else, terms with their votes, elections held and postponed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists.memory import PlainColumn
from ..pieces import button, label
from ..work import Reading, Writing
from .election_plans import election_plan, postpone_plan, term_plan
from .lines import LineKind, LinesView
from .page import OpenRecord, Page

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.people import LeaderLink
    from cso_desk.usecases.terms import TermShown

_COLUMNS = (
    PlainColumn("position", "职务", 80),
    PlainColumn("name", "姓名", 80),
    PlainColumn("state", "状态", 84),
    PlainColumn("begins", "任期自", 96),
    PlainColumn("until", "任期至", 96),
    PlainColumn("votes", "票数", 200),
    PlainColumn("way", "产生方式", 150),
    PlainColumn("elected_on", "产生日期", 96),
    PlainColumn("left_on", "离任日期", 96),
    PlainColumn("remarks", "提示", 280),
    PlainColumn("phone", "联系电话", 112),
)
_SHOWN_AS_IS = ("position", "name", "begins", "way", "elected_on", "left_on")


class Officers(QWidget):
    """`plan_wanted` asks the page to open a form; `changed` says that something was written here."""

    plan_wanted = Signal(object)
    changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._mine = True
        self._link: LeaderLink | None = None
        self.leader = label("", "", wrap=True, pick=True)
        self.open_person = button("看这个人", "user", "link", self._open_person)
        self.keep_person = button("记入人员名单", "user", "link", self._keep_person)
        self.keep_person.setToolTip("同一人负责几个组织时，改一处电话，几处一起改")
        self.terms = LinesView(page, _kind(page.desk))
        self.elect = self.terms.with_verb(button("换届", "vote", "", self._elect))
        self.delay = self.terms.with_verb(button("延期换届", "calendar-days", "", self._postpone))
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.leader, 1)
        line.addWidget(self.open_person)
        line.addWidget(self.keep_person)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(line)
        column.addWidget(self.terms, 1)
        self.terms.edit_wanted.connect(self._edit)
        self.terms.removed.connect(self.changed)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the leader and the terms."""
        self._organization, self._mine = organization, mine
        self.elect.setEnabled(mine)
        self.delay.setEnabled(mine)
        self.terms.show_organization(organization, mine=mine)
        desk = self._page.desk

        def read(_: Any) -> LeaderLink:
            from cso_desk.usecases import people

            return people.leader_link(desk, organization)

        Reading(self._page, "", read).done(lambda found: self._show(organization, found)).start()

    def _show(self, organization: str, link: LeaderLink) -> None:
        if organization != self._organization:
            return
        self._link = link
        self.leader.setText(link.words)
        self.open_person.setVisible(bool(link.person))
        self.keep_person.setVisible(self._mine and bool(link.leader) and not link.person)

    def _open_person(self) -> None:
        if self._link is not None:
            self._page.shell.go("人员和场所", OpenRecord(self._link.person))

    def _keep_person(self) -> None:
        organization, desk = self._organization, self._page.desk

        def keep(_: Any) -> Any:
            from cso_desk.usecases import people

            return people.from_leader(desk, organization)

        work = Writing(self._page, "正在保存", keep)
        work.done(lambda _: self.changed.emit("已记入人员名单")).start()

    def _edit(self, term: str) -> None:
        self.plan_wanted.emit(term_plan(self._page.desk, self._organization, term))

    def _elect(self) -> None:
        self.plan_wanted.emit(election_plan(self._page.desk, self._organization))

    def _postpone(self) -> None:
        self.plan_wanted.emit(postpone_plan(self._page.desk, self._organization))


def _kind(desk: Desk) -> LineKind:
    def read(organization: str) -> list[dict[str, str]]:
        from cso_desk.usecases import terms

        return [_row(one) for one in terms.terms(desk, organization)]

    def remove(term: str) -> Any:
        from cso_desk.usecases import terms

        return terms.remove_term(desk, term)

    empty = "还没有任职记录。选举或推选以后，在这里记下职务、任期和票数，届满前会提醒换届。"
    badges = frozenset({"state"})
    return LineKind("任职", "人", "任职", empty, _COLUMNS, read, remove, "已移除任职", badges)


def _row(term: TermShown) -> dict[str, str]:
    return {
        "id": term.id,
        **{key: term.values[key] for key in _SHOWN_AS_IS},
        "until": term.until,
        "state": term.state,
        "votes": _votes(term.values),
        "remarks": "".join(term.remarks),
        "phone": term.phone,
    }


def _votes(values: Mapping[str, str]) -> str:
    words = (
        ("due", "应到"),
        ("present", "实到"),
        ("votes_for", "同意"),
        ("votes_against", "反对"),
        ("votes_abstain", "弃权"),
    )
    return " ".join(f"{word}{values[key]}" for key, word in words if values[key])
