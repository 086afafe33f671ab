"""The band over the papers that asks before a step: who keeps each copy, and whether a whole list is back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from ..work import Writing
from .asking import Ask, AskBand
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.case_batch import Batch
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.paper_tracks import PaperLine


class PaperBand(AskBand):
    """Hidden until one of its questions is asked."""

    copies_saved = Signal(str)
    """The paper with this id has other keepers now."""
    list_returned = Signal(str, object)
    """What was done, and the `Batch` of a list that came back."""
    refused = Signal(object)
    """An error that is not about what was typed here."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def ask_copies(self, paper: PaperLine) -> None:
        """Ask who keeps each copy of a paper and which were handed over."""
        asks = []
        for number, copy in enumerate(paper.copies, 1):
            asks.append(Ask(f"keeper{number}", f"第{number}份由谁保存", copy.keeper))
            asks.append(Ask(f"on{number}", f"第{number}份交存日期", copy.on, width=110))
        words = f"“{paper.name}”的{paper.title}：每份写明由谁保存；已交的写日期，没交的空着。"
        self.ask(words, asks, "保存各份去向", lambda given: self._save_copies(paper, given))

    def _save_copies(self, paper: PaperLine, given: dict[str, str]) -> None:
        desk = self._page.desk

        def write(_: Any) -> Done[str]:
            from cso_desk.usecases import paper_tracks
            from cso_desk.usecases.paper_tracks import Copy

            numbers = range(1, len(paper.copies) + 1)
            copies = [Copy(given[f"keeper{at}"], given[f"on{at}"]) for at in numbers]
            return paper_tracks.set_copies(desk, paper.id, copies)

        def written(_: Any) -> None:
            self.hide()
            self.copies_saved.emit(paper.id)

        Writing(self._page, "正在保存", write).done(written).failed(self.tell).start()

    def ask_whole_list(self, number: str, day: str) -> None:
        """Ask whether everything of a list came back, on which day."""
        words = f"送签清单 {number} 上的纸质表都盖章收回了吗？没都收回的，在下面逐件选。"
        asks = [Ask("day", "收回日期", day)]
        self.ask(words, asks, "整单收回", lambda given: self._return_list(number, given["day"]))

    def _return_list(self, number: str, day: str) -> None:
        desk = self._page.desk

        def write(_: Any) -> Done[Batch]:
            from cso_desk.usecases import paper_lists

            return paper_lists.bring_back_list(desk, number, day)

        def written(batch: Batch) -> None:
            self.hide()
            self.list_returned.emit(f"送签清单 {number} 整单收回", batch)

        work = Writing(self._page, "正在记整单收回", write).done(written)
        work.failed(self._not_returned).start()

    def _not_returned(self, error: Exception) -> bool:
        from cso_desk.errors import Trouble

        if isinstance(error, Trouble):
            self.refused.emit(error)
            return True
        return self.tell(error)
