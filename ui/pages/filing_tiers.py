"""分类管理: whose tier should be decided, what the rule proposes and why; decided for a selection."""

from __future__ import annotations

from ..lists.memory import PlainColumn
from .asking import Ask
from .filing_lines import LinesTab, Rows, verb
from .page import Page


class TiersView(LinesTab):
    """The proposals of the rule of the place; the clerk decides."""

    name = "管理层级"
    purpose = "管理层级都已经按规模定好。规模变了，需要调整的组织会列在这里。"
    columns = (
        PlainColumn("name", "组织名称", 260),
        PlainColumn("now", "现在", 190),
        PlainColumn("proposed", "建议", 190),
        PlainColumn("why", "依据", 240),
    )

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.decide = verb("定下管理层级", "check", self._ask)
        self.with_verbs(self.decide)

    def rows_of(self) -> Rows:
        """Read the proposals."""
        from cso_desk.usecases import tiers

        return [
            {
                "id": one.organization,
                "organization": one.organization,
                "name": one.name,
                "now": one.now or "未定",
                "proposed": one.proposed,
                "why": one.why,
            }
            for one in tiers.proposals(self._page.desk)
        ]

    def chosen_changed(self, count: int) -> None:
        """Decide for one or more."""
        self.decide.setEnabled(bool(count))

    def _ask(self) -> None:
        self.list.with_chosen(self._ask_for)

    def _ask_for(self, ids: list[str]) -> None:
        from cso_desk.records.lists import TIERS
        from cso_desk.usecases import tiers

        wished = {self.row(one).get("proposed", "") for one in ids}
        proposed = wished.pop() if len(wished) == 1 else ""
        asks = [
            Ask("tier", "管理层级", proposed, width=230, words=TIERS),
            Ask("date", "日期", example="不填记今天"),
            Ask("decided_by", "批准人", width=110),
            Ask("reason", "理由", width=200),
        ]

        def decide(values: dict[str, str]) -> None:
            facts = {key: text for key, text in values.items() if key != "tier"}
            self.do(
                "定下管理层级",
                ids,
                lambda: tiers.decide(self._page.desk, ids, values["tier"], facts),
            )

        words = f"定下 {len(ids)} 个组织由谁管理"
        if not proposed:
            words += "（选中的建议不同，请先选一个层级，或分开办）"
        self.band.ask(words, asks, f"定下（{len(ids)} 个）", decide)
