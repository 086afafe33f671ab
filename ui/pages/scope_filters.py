"""The filters above 工作 and 公开: year, community, organization, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .. import look
from ..forms.inputs import Choice, Places
from ..work import Reading

if TYPE_CHECKING:
    from .page import Page

ALL_YEARS = "全部年份"
YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class Scope:
    """What the filters say: a year (None: all), a community and an organization (empty: all)."""

    year: int | None
    community: str = ""
    organization: str = ""


class ScopeFilters(QWidget):
    """Three filters in a row; `changed` when they say something else, or offer something else."""

    changed = Signal()

    def __init__(self, page: Page, ahead: int = 0) -> None:
        """Offer this year, `ahead` years to come and some past ones."""
        super().__init__()
        self._page = page
        this_year = page.desk.clock.today().year
        years = range(this_year + ahead, this_year - YEARS_BACK, -1)
        self.year = Choice(tuple(str(year) for year in years))
        self.year.setItemText(0, ALL_YEARS)
        self.year.put(str(this_year))
        self.year.setAccessibleName("年度")
        self.community = self._finder("社区（村）", "全部社区（村）")
        self.organization = self._finder("组织", "全部组织，打字找")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        for part, width in ((self.year, 104), (self.community, 160), (self.organization, 235)):
            part.setFixedWidth(look.px(width))
            row.addWidget(part)
        self.year.edited.connect(self.changed)
        self.community.activated.connect(lambda _: self._community_chosen())
        self.organization.activated.connect(lambda _: self.changed.emit())

    def _finder(self, name: str, words: str) -> Places:
        finder = Places(())
        finder.setAccessibleName(name)
        line = finder.lineEdit()
        assert line is not None
        line.setPlaceholderText(words)
        line.editingFinished.connect(self.changed)
        return finder

    def scope(self) -> Scope:
        """Return what the filters say; what is only half typed filters nothing."""
        year = self.year.value()
        return Scope(
            int(year) if year.isdigit() else None,
            _chosen(self.community),
            _chosen(self.organization),
        )

    def clear(self) -> None:
        """Filter nothing, not even the year."""
        self.year.setCurrentIndex(0)
        self.community.put("")
        self.organization.put("")

    def read(self) -> None:
        """Read the communities, and the organizations of the chosen one."""
        community, desk = _chosen(self.community), self._page.desk

        def read(_: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
            from cso_desk.usecases import units, works_choices
            from cso_desk.usecases.community_names import short_name

            places = [(one.id, short_name(one.name)) for one in units.communities(desk)]
            return places, works_choices.organizations(desk, community)

        Reading(self._page, "", read).done(lambda found: self._offer(*found)).start()

    def _offer(self, places: list[tuple[str, str]], organizations: list[tuple[str, str]]) -> None:
        for finder, found in ((self.community, places), (self.organization, organizations)):
            kept = finder.value()
            finder.clear()
            finder.addItem("", "")
            for record, name in found:
                finder.addItem(name, record)
            finder.put(kept if finder.findData(kept) >= 0 else "")
        self.changed.emit()

    def _community_chosen(self) -> None:
        self.organization.put("")
        self.read()


def _chosen(finder: Places) -> str:
    value = finder.value()
    return value if value and finder.findData(value) >= 0 else ""
