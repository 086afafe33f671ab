"""重名核对, from above: one organization filed in two places goes by order to one desk, which merges the two records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..pieces import button
from ..work import Writing
from .asking import Ask, AskBand
from .page import Page, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.duplicates import Pair
    from cso_desk.usecases.orders import Given


class FiledTwice:
    """The verb and its band for a pair that two units below keep; `show_pair` says which pair is looked at."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pair: Pair | None = None
        self.same = button("是同一个，移交…", "send", "", self._ask)
        self.same.setToolTip("两个单位各报了一条：移交到一个单位，由它合并")
        self.band = AskBand()

    def show_pair(self, pair: Pair | None) -> None:
        """Offer the verb for a pair of two owners, tell what was ordered already."""
        if self._pair is not None and (pair is None or pair.id != self._pair.id):
            self.band.hide()
        self._pair = pair
        self.same.setVisible(self.offered())

    def offered(self) -> bool:
        """Tell whether the pair has two owners and may be brought together."""
        pair = self._pair
        return pair is not None and not pair.mine and pair.owners[0] != pair.owners[1]

    def _ask(self) -> None:
        pair = self._pair
        if pair is None:
            return
        choices = {
            f"{pair.owners[0]}的“{pair.first.name}”": (pair.first.id, pair.second.id),
            f"{pair.owners[1]}的“{pair.second.name}”": (pair.second.id, pair.first.id),
        }
        asks = [
            Ask("stays", "以哪一条为准", next(iter(choices)), width=330, words=tuple(choices)),
            Ask("document", "批准文件", width=180),
        ]
        words = "另一条移交给为准的那个单位，由它合并；合并以前两条都看得到。"
        self.band.ask(
            words, asks, "移交", lambda values: self._give(choices.get(values["stays"]), values)
        )

    def _give(self, chosen: tuple[str, str] | None, values: dict[str, str]) -> None:
        if chosen is None:
            self.band.fields["stays"].setFocus()
            return

        def write(_: Any) -> Any:
            from cso_desk.usecases import filed_twice

            return filed_twice.bring_together(self._page.desk, *chosen, values["document"])

        def done(_: Given) -> None:
            self.band.hide()
            go = self._page.shell.go
            view = Waits((("view", "移交"),))
            self._page.shell.note(
                "已移交，请生成移交包送双方", "去送移交包", lambda: go("报送", view)
            )
            self._page.refresh(frozenset({("organization", "")}))

        work = Writing(self._page, "正在移交", write)
        work.done(done).failed(self.band.tell).start()
