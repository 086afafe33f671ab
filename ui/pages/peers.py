"""报送关系: the request upward and the certificate that answers it; certificates for the units below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .outgoing import open_file
from .page import Page
from .peer_changes import PeerChanges

if TYPE_CHECKING:
    from cso_desk.usecases.enrol import IssuedEnrolment, PeerInfo

HOW = (
    "与上级：① 制作申请存到 U 盘，并打印单位核对表盖章；② 上级按核对表签发单位证书；"
    "③ 回来点“接收证书”，照上级的核对表输入上级的单位核对码。与下级：按下级的核对表签发证书。"
)
_COLUMNS = (
    PlainColumn("name", "单位", 200),
    PlainColumn("relation", "关系", 64),
    PlainColumn("fingerprint", "单位核对码", 380),
    PlainColumn("since", "建立日期", 110),
)


class PeersView(QWidget):
    """Whom this desk exchanges packages with."""

    issued = Signal(str)
    """A unit below (its id) got its certificate."""

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._rows = MemoryRows()
        self.own = label("", "strong", pick=True)
        self.list = ListPanel(
            page, self._rows.source("报送关系", _COLUMNS, "个"), Empty("还没有建立报送关系。")
        )
        self.request = button("制作申请", "save", "", self._ask_request)
        self.paper = button("打印单位核对表", "printer", "", self._ask_paper)
        self.accept = button("接收证书", "file-check", "", self._ask_certificate)
        self.issue = button("给下级签发证书", "shield-check", "", self._ask_issue)
        self.changes = PeerChanges(page, band, self.list, self._enrolled)
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        look.dress(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        inside.setSpacing(look.px(look.GAP_2))
        inside.addWidget(label(HOW, "second", wrap=True))
        row = QHBoxLayout()
        row.addWidget(label("本单位的单位核对码："))
        row.addWidget(self.own)
        row.addStretch(1)
        inside.addLayout(row)
        verbs = Flow(gap=look.GAP_2)
        more = self.changes
        first = (self.request, self.paper, self.accept, self.issue)
        for verb in (*first, more.rotate, more.renew, more.revoke):
            verbs.addWidget(verb)
        inside.addLayout(verbs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(card)
        column.addWidget(self.list, 1)

    def read(self) -> None:
        """Read own code and peers."""

        def read(_: Any) -> tuple[str, list[PeerInfo]]:
            from cso_desk.usecases import enrol

            own = enrol.shown_fingerprint(enrol.own_fingerprint(self._page.desk))
            return own, enrol.peers(self._page.desk)

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(self, own: str, peers: Sequence[PeerInfo]) -> None:
        self.own.setText(own)
        keys = ("name", "relation", "since")
        self._rows.put(
            [
                {
                    "id": one.unit,
                    "fingerprint": _grouped(one.fingerprint),
                    **{key: getattr(one, key) for key in keys},
                }
                for one in peers
            ]
        )
        self.list.show_query(None)

    def _ask_request(self) -> None:
        say = self._page.shell.say
        say.save_file(
            self, "申请存到哪里", Path("申请.csoreq"), "申请 (*.csoreq)", self.write_request
        )

    def write_request(self, out: Path) -> None:
        """Write the request for the superior."""

        def write(_: Any) -> None:
            from cso_desk.usecases import enrol, enrolment_files

            enrolment_files.write_file(out, enrol.request(self._page.desk))

        words = "申请已存好，请打印单位核对表一起带去上级"
        Reading(self._page, "正在制作申请", write).done(
            lambda _: self._page.shell.note(words)
        ).start()

    def _ask_paper(self) -> None:
        say = self._page.shell.say
        say.save_file(
            self, "打印单位核对表", Path("单位核对表.pdf"), "PDF 文件 (*.pdf)", self.write_paper
        )

    def write_paper(self, out: Path) -> None:
        """Write the paper that carries this unit's code."""

        def write(_: Any) -> None:
            from cso_desk.usecases import exchange_papers, print_forms

            print_forms.write_whole(out, exchange_papers.fingerprint_paper(self._page.desk))

        def done(_: Any) -> None:
            self._page.shell.note("单位核对表已存好", "打开", lambda: open_file(out))

        Reading(self._page, "正在打印单位核对表", write).done(done).start()

    def _ask_certificate(self) -> None:
        self._page.shell.say.open_file(
            self, "选择上级签发的证书", "证书 (*.csocert);;所有文件 (*)", self.accept_file
        )

    def accept_file(self, file: Path) -> None:
        """Ask for the superior's code, then take the certificate."""
        asks = [Ask("fingerprint", "上级的单位核对码", width=420)]
        words = "照上级《单位核对表》上的单位核对码输入（空格、大小写都不要紧）："
        self._band.ask(
            words, asks, "接收证书", lambda values: self._accept(file, values["fingerprint"])
        )

    def _accept(self, file: Path, code: str) -> None:
        def take(_: Any) -> Any:
            from cso_desk.usecases import enrol, enrolment_files

            return enrol.accept(self._page.desk, enrolment_files.read_file(file), code)

        work = Writing(self._page, "正在接收证书", take)
        work.done(lambda found: self._enrolled(f"已与{found.name}建立报送关系")).failed(
            self._band.tell
        ).start()

    def _ask_issue(self) -> None:
        self._page.shell.say.open_file(
            self, "选择下级的申请", "申请 (*.csoreq);;所有文件 (*)", self.issue_for
        )

    def issue_for(self, file: Path) -> None:
        """Show who asks, ask for the code on its paper, then issue."""

        def read(_: Any) -> tuple[bytes, PeerInfo, bool]:
            from cso_desk.usecases import enrol, enrolment_files, new_keys

            raw = enrolment_files.read_file(file)
            return raw, enrol.asking(raw), new_keys.vouched_by(self._page.desk, raw)

        Reading(self._page, "", read).done(lambda found: self._ask_code(file, *found)).start()

    def _ask_code(self, file: Path, raw: bytes, asking: PeerInfo, vouched: bool) -> None:
        asks = [Ask("fingerprint", "下级的单位核对码", width=420)]
        words = f"{asking.name}申请建立报送关系。照它盖了章的《单位核对表》输入单位核对码："
        if vouched:
            words = (
                f"{asking.name}申请换证，由旧证书担保（新单位核对码 {_grouped(asking.fingerprint)}）。"
                "可以不等纸面直接签发；有《单位核对表》的，照它输入后核对："
            )
        out = file.with_name("证书.csocert")

        def issue(values: dict[str, str]) -> None:
            code = values["fingerprint"]
            self._issue(raw, code, out, vouched and not code.strip())

        self._band.ask(words, asks, "签发证书", issue)

    def _issue(self, raw: bytes, code: str, out: Path, vouched: bool = False) -> None:
        def make(_: Any) -> Any:
            from cso_desk.usecases import enrol, enrolment_files

            enrolment_files.check_place(out)
            issued = enrol.issue(self._page.desk, raw, code, vouched=vouched)
            enrolment_files.write_file(out, issued.value.chain)
            return issued

        work = Writing(self._page, "正在签发证书", make)

        def done(found: IssuedEnrolment) -> None:
            self._enrolled(f"已给{found.name}签发证书，存在申请旁边：{out.name}")
            self.issued.emit(found.unit)

        work.done(done)
        work.failed(self._band.tell).start()

    def _enrolled(self, words: str) -> None:
        self._band.hide()
        self._page.shell.note(words)
        self._page.refresh(frozenset())


def _grouped(code: str) -> str:
    plain = code.replace(" ", "")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))
