"""Which pages there are. A new page is one line here: its word, its icon, its module and its class.

The class is a `Page` (pages/page.py) and is made when the clerk opens it first. A page that is not on the rail is
opened by another one with `shell.go(word, request)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .page import Page, Shell


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: `word` and `icon` on the rail, `module` under ui.pages and the `maker` in it."""

    word: str
    icon: str
    module: str
    maker: str
    rail: bool = True

    def make(self, shell: Shell) -> Page:
        """Import the module and make the page."""
        made: Page = getattr(import_module(f"ui.pages.{self.module}"), self.maker)(shell)
        return made


RAIL_ORDER = ("今日", "组织", "备案", "章程", "公开", "评议", "工作", "报送", "设置")
PAGES = (
    Entry("今日", "house", "first_page", "FirstPageView"),
    Entry("组织", "users", "organizations", "OrganizationsPage"),
    Entry("导入台账", "upload", "import_ledger", "ImportPage", rail=False),
    Entry("人员和场所", "user", "people", "PeoplePage", rail=False),
    Entry("换届", "calendar-days", "elections", "ElectionsPage", rail=False),
    Entry("待跟进", "check", "follow_ups", "FollowUpsPage", rail=False),
    Entry("表格", "file-spreadsheet", "tables", "TablesPage", rail=False),
    Entry("填外来表", "file-spreadsheet", "fill_form", "FillFormPage", rail=False),
    Entry("重名核对", "copy", "duplicates", "DuplicatesPage", rail=False),
    Entry("按村批量新增", "plus", "village_presets", "VillagePresetsPage", rail=False),
    Entry("打印", "printer", "printing", "PrintingPage", rail=False),
    Entry("纸质材料", "inbox", "paper_tracks", "PaperTracksPage", rail=False),
    Entry("打印记录", "history", "print_log", "PrintLogPage", rail=False),
    Entry("年度核对", "file-check", "year_check", "YearCheckPage", rail=False),
    Entry("备案", "file-check", "filing", "FilingPage"),
    Entry("章程", "scroll-text", "simple_charters", "ChartersPage"),
    Entry("公开", "megaphone", "posting", "PostingPage"),
    Entry("评议", "vote", "rounds", "RoundsPage"),
    Entry("工作", "briefcase", "works", "WorksPage"),
    Entry("评议对照", "columns-3", "round_comparison", "ComparisonPage", rail=False),
    Entry("报送", "send", "reporting", "ReportingPage"),
    Entry("汇总情况", "columns-3", "branch_overview", "OverviewPage", rail=False),
    Entry("移交组织", "send", "handover_form", "HandoverPage", rail=False),
    Entry("退回修改", "pencil", "return_form", "ReturnFormPage", rail=False),
    Entry("社区（村）变动", "map-pin", "unit_changes", "UnitChangesPage", rail=False),
    Entry("表样", "file-text", "layout_page", "LayoutPage", rail=False),
    Entry("设置", "settings", "options", "OptionsPage"),
)


def on_rail(pages: tuple[Entry, ...] = PAGES) -> list[Entry]:
    """Return the pages of the rail in its order."""
    return sorted(
        (page for page in pages if page.rail), key=lambda page: RAIL_ORDER.index(page.word)
    )
