"""期限提醒: last days of cases, validities and terms that are near or over, the earliest first."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ..lists.memory import PlainColumn
from .filing_lines import LinesTab, Rows, verb
from .organization_filters import filter_box, offer_choices
from .page import OpenRecord, Page

CASE, VALIDITY = "事项", "有效期"
RENEWAL = "换证"
WORDS = {True: "已超期", False: "快到期"}


class DeadlinesView(LinesTab):
    """`case_wanted` asks for a case, `begin_wanted` for renewals of a selection."""

    case_wanted = Signal(str)
    begin_wanted = Signal(str, list)
    name = "期限提醒"
    purpose = "没有快到或超过期限的事。"
    counted = "条"
    columns = (
        PlainColumn("day", "到期日", 104),
        PlainColumn("left", "情况", 88),
        PlainColumn("what", "哪一种", 80),
        PlainColumn("name", "组织名称", 260),
        PlainColumn("words", "说明", 260),
    )
    badges = frozenset({"left"})

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.what = filter_box("哪一种")
        offer_choices(self.what, "哪一种", [(one, one) for one in (CASE, VALIDITY)])
        self.what.activated.connect(lambda _: self.read())
        self.renew = verb("办理换证", "file-check", self._renew)
        self.with_verbs(self.what, self.renew)

    def narrow(self, what: str) -> None:
        """Show one kind of last day."""
        if self.what.findData(what) < 0:
            self.what.addItem(what, what)
        self.what.setCurrentIndex(self.what.findData(what))
        self.read()

    def rows_of(self) -> Rows:
        """Read the last days."""
        from cso_desk.usecases import case_waiting

        wanted = self.what.currentData()
        return [
            {
                "id": one.id,
                "organization": one.organization,
                "what": one.what,
                "name": one.name,
                "words": one.words,
                "day": one.day.isoformat(),
                "left": WORDS[one.overdue],
            }
            for one in case_waiting.deadlines(self._page.desk)
            if not wanted or one.what == wanted
        ]

    def open_row(self, record: str) -> None:
        """Show the case, or the organization whose validity or term ends."""
        row = self.row(record)
        if row.get("what") == CASE:
            self.case_wanted.emit(record)
        elif row:
            self._page.shell.go("组织", OpenRecord(row["organization"]))

    def chosen_changed(self, count: int) -> None:
        """Renew only where every row is a validity."""
        row = self.list.current()
        what = self.row(row.id).get("what") if row else ""
        self.renew.setEnabled(bool(count) and what == VALIDITY)

    def _renew(self) -> None:
        def begin(ids: list[str]) -> None:
            validities = [one for one in ids if self.row(one).get("what") == VALIDITY]
            self.begin_wanted.emit(RENEWAL, validities)

        self.list.with_chosen(begin)
