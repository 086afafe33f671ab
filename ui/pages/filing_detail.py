"""One filing case beside the list: where it stands, what is missing, what comes next; or a whole selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..pieces import Flow, badge, button, clear, label, set_badge

if TYPE_CHECKING:
    from cso_desk.usecases.case_papers import Paper
    from cso_desk.usecases.cases import Condition, Offer, ShownCase, ShownStep


@dataclass(frozen=True, slots=True)
class Seen:
    """What is chosen: one case with its time left, or only how many; the steps and papers of all of it."""

    cases: tuple[str, ...]
    offers: tuple[Offer, ...]
    papers: tuple[Paper, ...]
    case: ShownCase | None = None
    left: str = ""


class CaseDetail(QFrame):
    """Shows what is chosen in the list of cases."""

    step_wanted = Signal(object)
    """The form of this `Offer` is wanted."""
    paper_wanted = Signal(object)
    field_wanted = Signal(str, str)
    """What is missing is to be filled in: organization, field key or page."""
    revise_wanted = Signal(str)
    received = Signal(str, object)
    """Paper was received: case, the keys that are now ticked."""
    scan_wanted = Signal(object)
    """Scans of signed paper are to be put to this `ShownCase`."""
    organization_wanted = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "card")
        self.seen: Seen | None = None
        self.back = button("返回列表", "arrow-left", "quiet", self.back_wanted.emit)
        self.name = label("", "section", wrap=True, pick=True)
        self.stage, self.left = badge(), badge()
        self.words = label("", "second", wrap=True)
        self.organization = button("看组织", "users", "link", self._go_to_organization)
        self.steps_words = label("下一步", "strong")
        self.steps_room = QWidget()
        self._steps = Flow(self.steps_room, look.GAP_2)
        self.step_buttons: list[QWidget] = []
        self.missing_links: list[QWidget] = []
        self.paper_buttons: list[QWidget] = []
        self._inside = QWidget(objectName="inside")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, look.px(look.GAP_1), look.px(look.GAP_2), 0)
        self._column.setSpacing(look.px(look.GAP_1))
        self._lay_out()
        self.clear("")

    def _lay_out(self) -> None:
        states = QHBoxLayout()
        states.setSpacing(look.px(look.GAP_1))
        for part in (self.back, self.stage, self.left):
            states.addWidget(part)
        states.addStretch(1)
        states.addWidget(self.organization)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.name)
        column.addLayout(states)
        column.addWidget(self.words)
        column.addWidget(self.steps_words)
        column.addWidget(self.steps_room)
        column.addWidget(scroll, 1)

    def clear(self, words: str) -> None:
        """Show only words: nothing is chosen."""
        self.seen = None
        self.name.setText(words)
        for part in (self.stage, self.left):
            set_badge(part, "")
        for hidden in (self.words, self.organization, self.steps_words, self.steps_room):
            hidden.hide()
        clear(self._column)

    def show_seen(self, seen: Seen) -> None:
        """Show one case, or what can be done with a selection."""
        self.seen = seen
        case = seen.case
        clear(self._column)
        self.missing_links, self.paper_buttons = [], []
        self.organization.setVisible(case is not None)
        self.words.show()
        if case is None:
            self.name.setText(f"已选 {len(seen.cases)} 件")
            set_badge(self.stage, "")
            set_badge(self.left, "")
            self.words.setText("下面的每一步都给选中的一起办；办不成的会列出来，其余照办。")
        else:
            self._show_head(case, seen.left)
        self._show_steps(seen)
        if case is not None:
            self._show_case(case)
        self._show_papers(seen.papers)
        if case is not None and case.mine:
            self._offer_scan(case)
        self._column.addStretch(1)
        self.scroll.verticalScrollBar().setValue(0)

    def _show_head(self, case: ShownCase, left: str) -> None:
        self.name.setText(case.name)
        set_badge(self.stage, case.stage)
        due = "" if case.ended or not case.due else f"{left}（期限 {case.due}）"
        set_badge(self.left, due, look.tone_of(left))
        texts = [case.kind, case.number, f"{case.opened_on} 申请" if case.opened_on else ""]
        texts.append(f"事由发生于 {case.event_on}" if case.event_on else "")
        self.words.setText("　".join(text for text in texts if text))

    def _show_steps(self, seen: Seen) -> None:
        clear(self._steps)
        self.step_buttons = []
        for number, offer in enumerate(seen.offers):
            self.step_buttons.append(self._step_button(offer, number, len(seen.cases)))
        for made in self.step_buttons:
            self._steps.addWidget(made)
            made.show()
        case = seen.case
        ended = case is not None and case.ended
        words = "已经办结，没有下一步。" if ended else "下一步"
        self.steps_words.setText(words if seen.offers or ended else "现在没有可以办的步骤。")
        self.steps_words.show()
        self.steps_room.setVisible(bool(seen.offers))
        self.steps_room.updateGeometry()

    def _step_button(self, offer: Offer, number: int, total: int) -> QWidget:
        words = offer.label if offer.ready == total else f"{offer.label} {offer.ready}"
        part = "primary" if number == 0 else ""
        made = button(words, "", part, lambda: self.step_wanted.emit(offer))
        made.setAutoDefault(True)
        if number < 9:
            made.setShortcut(f"Ctrl+{number + 1}")
            made.setToolTip(f"由{offer.role}办理（Ctrl+{number + 1}）")
        return made

    def _show_case(self, case: ShownCase) -> None:
        if case.conditions and not case.ended:
            self._show_conditions(case)
        if case.changes:
            self._show_changes(case)
        if case.reason:
            self._pairs("理由", [("", case.reason)])
        if case.steps:
            self._section("办过的步骤")
            for step in case.steps:
                self._column.addWidget(_step_words(step))
        for one in case.decisions:
            pairs = [("编号", one.number), ("日期", one.date), ("机关", one.authority)]
            pairs += [("有效期至", one.valid_until), ("理由", one.reason)]
            self._pairs(f"决定：{one.kind}", pairs)

    def _show_conditions(self, case: ShownCase) -> None:
        lacking = [one for one in case.conditions if not one.ok]
        words = f"还缺 {len(lacking)} 项" if lacking else "条件都具备"
        self._section(f"条件（{words}）")
        for one in lacking:
            self._column.addLayout(self._missing(case, one))
        grid = Flow(gap=look.GAP_1)
        for one in case.conditions:
            if one.ok:
                grid.addWidget(self._mark(f"✓ {one.label}", "green"))
        self._column.addLayout(grid)

    def _mark(self, words: str, tone: str) -> QLabel:
        made = badge()
        made.setParent(self._inside)
        set_badge(made, words, tone)
        return made

    def _missing(self, case: ShownCase, one: Condition) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_1))
        mark = self._mark("✗ 缺", "red")
        words = label(one.missing, "", wrap=True, pick=True)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        if case.mine:
            link = button("去补", "", "link", lambda: self._fill_in(case, one))
            link.setAccessibleName(f"去补{one.label}")
            self.missing_links.append(link)
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        if case.mine and one.paper:
            keys = sorted({*case.materials, one.key})
            got = button("已收纸质件", "", "link", lambda: self.received.emit(case.id, keys))
            got.setAccessibleName(f"{one.label}已收纸质件")
            line.addWidget(got, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _fill_in(self, case: ShownCase, one: Condition) -> None:
        if one.where == "变更内容":
            self.revise_wanted.emit(case.id)
        else:
            self.field_wanted.emit(case.organization, one.where)

    def _show_changes(self, case: ShownCase) -> None:
        self._section("变更内容")
        for item, before, after in case.changes:
            words = f"{item}：{before or '（空）'} → {after or '（空）'}"
            self._column.addWidget(label(words, "", wrap=True, pick=True))
        first = case.steps == ()
        if case.mine and first:
            change = button(
                "修改申请内容", "pencil", "link", lambda: self.revise_wanted.emit(case.id)
            )
            self._column.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_papers(self, papers: Sequence[Paper]) -> None:
        if not papers:
            return
        self._section("可打印")
        room = Flow(gap=look.GAP_1)
        for paper in papers:
            count = f" {len(paper.cases)} 份" if len(paper.cases) > 1 else ""
            made = button(
                f"{paper.title}{count}",
                "",
                "link",
                lambda paper=paper: self.paper_wanted.emit(paper),
            )
            made.setAccessibleName(f"打印{paper.title}")
            self.paper_buttons.append(made)
            room.addWidget(made)
        self._column.addLayout(room)

    def _offer_scan(self, case: ShownCase) -> None:
        self._section("签字盖章收回来的")
        self.scan = button("附上扫描件", "upload", "link", lambda: self.scan_wanted.emit(case))
        self._column.addWidget(self.scan, 0, Qt.AlignmentFlag.AlignLeft)

    def _section(self, words: str) -> None:
        self._column.addSpacing(look.px(look.GAP_2))
        self._column.addWidget(label(words, "strong"))

    def _pairs(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        self._section(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(look.GAP_3))
        grid.setColumnStretch(1, 1)
        for row, (head, text) in enumerate((head, text) for head, text in pairs if text):
            grid.addWidget(label(head, "second"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(text, "", wrap=True, pick=True), row, 1)
        self._column.addLayout(grid)

    def _go_to_organization(self) -> None:
        if self.seen and self.seen.case:
            self.organization_wanted.emit(self.seen.case.organization)

    def focus_steps(self) -> None:
        """Put the cursor on the first step."""
        (self.step_buttons or [self.organization])[0].setFocus()


def _step_words(step: ShownStep) -> QWidget:
    """Return one step that was done: what, when on paper, who said it, who typed it, what only it knows."""
    said = "".join(
        [f"　{step.said_by}" if step.said_by else "", f"：{step.opinion}" if step.opinion else ""]
    )
    facts = "；".join(f"{name} {text}" for name, text in step.facts)
    typed = f"代录 {step.recorded_by}" if step.recorded_by else ""
    day = step.paper_date or step.recorded_at[:10]
    lines = [f"{day}　{step.label}{said}", "　".join(part for part in (facts, typed) if part)]
    made = label("\n".join(line for line in lines if line), "", wrap=True, pick=True)
    made.setAccessibleName(lines[0])
    return made
