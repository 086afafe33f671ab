"""The certificates: to issue, to be picked up, to come back; each step for a selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..lists.memory import PlainColumn
from ..work import Reading
from .asking import Ask
from .filing_lines import LinesTab, Rows, verb
from .organization_filters import filter_box, offer_choices
from .page import Page, PrintCases

if TYPE_CHECKING:
    from cso_desk.usecases.case_papers import Paper
    from cso_desk.usecases.cases import Batch
    from cso_desk.usecases.certificates import ShownCertificate

TO_ISSUE = "待发证"
STATES = (TO_ISSUE, "待领取", "已领取", "应收回", "已遗失", "已收回")
PAPER, TITLE = "F11", "备案证书"


class CertificatesView(LinesTab):
    """Rows of 待发证 are organizations, all others are certificates."""

    name = "证书"
    purpose = "这里是备案证书：哪些该发、该领、该收回。同意备案以后，组织会列在“待发证”里。"
    counted = "份"
    columns = (
        PlainColumn("name", "组织名称", 240),
        PlainColumn("state", "状态", 88),
        PlainColumn("number", "备案编号", 184),
        PlainColumn("issued_on", "发证日期", 104),
        PlainColumn("picked_up_by", "领取人", 96),
        PlainColumn("picked_up_on", "领取日期", 104),
        PlainColumn("recalled_on", "收回日期", 104),
        PlainColumn("recalled_why", "收回原因", 160),
        PlainColumn("valid_until", "有效期至", 104),
    )
    badges = frozenset({"state"})

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.state = filter_box("状态")
        offer_choices(self.state, "状态", [(one, one) for one in STATES])
        self.state.setCurrentIndex(1)
        self.state.activated.connect(lambda _: self.read())
        self.issue = verb("发证", "file-check", self._ask_issue)
        self.paper = verb("打印证书", "printer", self._print)
        self.pick_up = verb("记领取", "check", self._ask_pick_up)
        self.recall = verb("记收回", "undo-2", self._ask_recall)
        self.lost = verb("报遗失", "circle-alert", self._report_lost)
        self.with_verbs(self.state, self.issue, self.paper, self.pick_up, self.recall, self.lost)

    def narrow(self, state: str) -> None:
        """Show the certificates in one state."""
        self.state.setCurrentIndex(max(self.state.findData(state), 0))
        self.read()

    def rows_of(self) -> Rows:
        """Read what the filter lets through."""
        from cso_desk.usecases import certificates, certificates_due

        desk, state = self._page.desk, self.state.currentData()
        if state == TO_ISSUE:
            return [
                {
                    "id": one.organization,
                    "organization": one.organization,
                    "name": one.name,
                    "number": one.number,
                    "state": TO_ISSUE,
                }
                for one in certificates_due.to_issue(desk)
            ]
        return [_row(one) for one in certificates.listed(desk, state=state)]

    def chosen_changed(self, count: int) -> None:
        """Issue only what has no certificate; pick up, recall and print only what has one."""
        waiting = self.state.currentData() == TO_ISSUE
        self.issue.setEnabled(bool(count) and waiting)
        for made in (self.paper, self.pick_up, self.recall, self.lost):
            made.setEnabled(bool(count) and not waiting)

    def issue_for_cases(self, cases: Sequence[str]) -> None:
        """Ask for the day of issue of certificates for cases that were just decided."""
        desk = self._page.desk

        def read(_: Any) -> list[str]:
            from cso_desk.usecases import certificates_due

            return certificates_due.organizations_of(desk, cases)

        self.narrow(TO_ISSUE)
        Reading(self._page, "", read).done(self._ask_issue_for).start()

    def _ask_issue(self) -> None:
        self.list.with_chosen(self._ask_issue_for)

    def _ask_issue_for(self, organizations: list[str]) -> None:
        asks = [
            Ask("issued_on", "发证日期", example="2026-03-12，不填记今天", width=200),
            Ask("copies", "份数", "1", width=64),
        ]
        words = f"给 {len(organizations)} 个组织发证"

        def issue(values: dict[str, str]) -> None:
            from cso_desk.usecases import certificates

            def papers(batch: Batch) -> Sequence[Paper]:
                self.state.setCurrentIndex(self.state.findData("待领取"))
                return _paper(batch.done)

            self.do(
                "发证",
                organizations,
                lambda: certificates.issue(self._page.desk, organizations, values),
                papers,
            )

        self.band.ask(words, asks, f"发证（{len(organizations)} 份）", issue)

    def _ask_pick_up(self) -> None:
        asks = [
            Ask("picked_up_by", "领取人"),
            Ask("picked_up_on", "领取日期", example="不填记今天"),
        ]

        def begin(ids: list[str]) -> None:
            from cso_desk.usecases import certificates

            self.band.ask(
                f"记下 {len(ids)} 份证书已领取",
                asks,
                "记领取",
                lambda values: self.do(
                    "领取证书", ids, lambda: certificates.pick_up(self._page.desk, ids, values)
                ),
            )

        self.list.with_chosen(begin)

    def _ask_recall(self) -> None:
        asks = [
            Ask("recalled_why", "收回原因", width=220),
            Ask("recalled_on", "收回日期", example="不填记今天"),
        ]

        def begin(ids: list[str]) -> None:
            from cso_desk.usecases import certificates

            self.band.ask(
                f"记下 {len(ids)} 份证书已收回",
                asks,
                "记收回",
                lambda values: self.do(
                    "收回证书", ids, lambda: certificates.recall(self._page.desk, ids, values)
                ),
            )

        self.list.with_chosen(begin)

    def _report_lost(self) -> None:
        def begin(ids: list[str]) -> None:
            from cso_desk.usecases import certificates

            self.do("证书报遗失", ids, lambda: certificates.report_lost(self._page.desk, ids))

        self.list.with_chosen(begin)

    def _print(self) -> None:
        self.list.with_chosen(
            lambda ids: self._page.shell.go("打印", PrintCases(tuple(ids), PAPER, "certificate"))
        )

    def print_paper(self, paper: Paper) -> None:
        """Print the certificates that were just issued."""
        self._page.shell.go("打印", PrintCases(paper.cases, paper.code, "certificate"))


def _paper(certificates: Sequence[str]) -> Sequence[Paper]:
    from cso_desk.usecases.case_papers import Paper

    return [Paper(PAPER, TITLE, tuple(certificates))] if certificates else []


def _row(one: ShownCertificate) -> dict[str, str]:
    keys = ("id", "organization", "name", "number", "state", "issued_on", "valid_until")
    more = ("picked_up_on", "picked_up_by", "recalled_on", "recalled_why")
    return {key: str(getattr(one, key)) for key in (*keys, *more)}
