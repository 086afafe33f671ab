"""The further parts of an organization's detail: attachments, activities, contacts, honours, federation, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from .attachments import Attachments
from .contacts import CONTACTS
from .doubt_lines import DoubtLines
from .federation import Federation
from .honours import HONOURS
from .organization_works import OrganizationWorks
from .page import OpenRecord, Page
from .past_rounds import PastRounds
from .print_lines import PrintLines
from .quality_mark import QualityMark
from .sub_records import SubRecords

if TYPE_CHECKING:
    from .organization_detail import OrganizationDetail

TABLES = frozenset(
    {
        "attachment",
        "contact",
        "honour",
        "pack_version",
        "activity",
        "money_entry",
        "printout",
        "result",
        "return_item",
        "return_answer",
        "explanation",
    }
)
"""The tables whose change makes the detail read again."""


class Parts:
    """Makes the parts, puts them before the history, and lets them follow the organization that is shown."""

    def __init__(self, detail: OrganizationDetail, page: Page) -> None:
        self._detail = detail
        self._page = page
        self.attachments = Attachments(page)
        self.contacts = SubRecords(page, CONTACTS)
        self.works = OrganizationWorks(page)
        self.honours = SubRecords(page, HONOURS)
        self.federation = Federation(page)
        self.prints = PrintLines(page)
        self.past = PastRounds(page)
        self.doubts = DoubtLines(page)
        self.quality = QualityMark(page)
        self.quality.wanted.connect(self._complete)
        self._all = (
            (self.attachments, "附件"),
            (self.works, "活动"),
            (self.contacts, "联系记录"),
            (self.honours, "荣誉"),
            (self.federation, "联合会"),
            (self.prints, "打印记录"),
            (self.past, "评议"),
            (self.doubts, "提醒和退回"),
        )
        for part, words in self._all:
            detail.tabs.insertTab(detail.tabs.indexOf(detail.history), part, words)
            part.counted.connect(lambda count, p=part, w=words: self._count(p, w, count))
            part.plan_wanted.connect(detail.plan_wanted)
            part.changed.connect(self._changed)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Show what belongs to an organization."""
        for part, _ in self._all:
            part.show_organization(organization, mine=mine)
        self.quality.show_organization(organization, mine=mine)

    def _complete(self, place: str, key: str) -> None:
        """Go where something missing is put in."""
        detail = self._detail
        if place == "roster":
            detail.tabs.setCurrentWidget(detail.roster)
        elif place == "filing":
            detail.filing_wanted.emit(detail.record)
        elif place == "charter":
            self._page.shell.go("章程", OpenRecord(detail.record))
        else:
            detail.edit_wanted.emit(detail.record, key)

    def _count(self, part: QWidget, words: str, count: int) -> None:
        text = f"{words} {count}" if count else words
        self._detail.tabs.setTabText(self._detail.tabs.indexOf(part), text)

    def _changed(self, words: str) -> None:
        self._page.shell.noted(words)
        self._detail.show_record(self._detail.record)
        self._detail.changed.emit()
