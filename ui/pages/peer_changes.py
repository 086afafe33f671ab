"""Certificates that change, in 报送关系: new ones for this unit and for those below it, and one that is stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ..lists import ListPanel
from ..pieces import button
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.new_keys import NextKeys

_WHY = "原因"
_VOUCHED, _LOST = "旧证书还在自己手里，由它担保", "旧证书可能落入他人之手，编号重新开始"


class PeerChanges(QWidget):
    """The verbs and what they ask; `done` re-reads the view that holds them."""

    def __init__(
        self, page: Page, band: AskBand, peers: ListPanel, done: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.hide()
        self._page, self._band, self._list, self._done = page, band, peers, done
        self.rotate = button("换本单位证书", "refresh-cw", "", self._ask_rotate)
        self.renew = button("给下级续发证书", "copy", "", self._ask_renew)
        self.revoke = button("停用下级证书", "circle-x", "", self._ask_revoke)

    def _ask_rotate(self) -> None:
        words = (
            "换证后上下级要重新核对单位核对码。先做换证申请送上级，收到新证书以前仍用现在的证书。"
        )
        asks = [Ask("why", _WHY, value=_VOUCHED, width=340, words=(_VOUCHED, _LOST))]
        self._band.ask(words, asks, "制作换证申请", self._choose_place)

    def _choose_place(self, values: dict[str, str]) -> None:
        lost = values["why"] == _LOST
        self._page.shell.say.save_file(
            self,
            "换证申请存到哪里",
            Path("换证申请.csoreq"),
            "申请 (*.csoreq)",
            lambda out: self.begin(out, lost),
        )

    def begin(self, out: Path, lost: bool) -> None:
        """Make new keys, the request and the paper for them."""

        def make(_: Any) -> Any:
            from cso_desk.usecases import enrolment_files, exchange_papers, new_keys

            enrolment_files.check_place(out)
            made = new_keys.begin(self._page.desk, lost=lost)
            if made.value.request:
                enrolment_files.write_file(out, made.value.request)
            paper = exchange_papers.fingerprint_paper(self._page.desk, waiting=True)
            enrolment_files.write_file(out.with_name("新单位核对表.pdf"), paper)
            return made

        def done(found: NextKeys) -> None:
            words = "换证申请和新的单位核对表已存好，请送上级；收到新证书后点“接收证书”"
            if found.at_once:
                words = "新的单位核对码已启用，请给下级续发证书，连同新的单位核对表送去"
            self._done(words)

        Writing(self._page, "正在制作换证申请", make).done(done).failed(self._band.tell).start()

    def _ask_renew(self) -> None:
        self._page.shell.say.folder(self, "续发的证书放到哪里（U 盘或文件夹）", self.renew_into)

    def renew_into(self, folder: Path) -> None:
        """Write a new certificate for each unit below."""

        def make(_: Any) -> Any:
            from cso_desk.usecases import enrolment_files, new_keys

            enrolment_files.check_place(folder / "证书.csocert")
            found = new_keys.renew(self._page.desk)
            for one in found.value:
                enrolment_files.write_file(folder / one.file_name, one.file)
            return found

        def done(found: Any) -> None:
            self._done(f"已给 {len(found)} 个下级续发证书，请连同单位核对表送去接收")

        Writing(self._page, "正在续发证书", make).done(done).start()

    def _ask_revoke(self) -> None:
        row = self._list.current()
        if row is None:
            self._page.shell.note("请先在列表里选一个下级单位")
            return
        unit = str(row.id)

        def read(_: Any) -> tuple[str, int]:
            from cso_desk.usecases import trust, unit_register

            known = trust.neighbour(self._page.desk, unit)
            name = known.name if known is not None and known.relation == trust.CHILD else ""
            return name, unit_register.last_number(self._page.desk, unit)

        Reading(self._page, "", read).done(lambda found: self._ask_why(unit, *found)).start()

    def _ask_why(self, unit: str, name: str, good: int) -> None:
        if not name:
            self._page.shell.note("只能停用下级单位的证书，请在列表里选下级")
            return
        words = f"停用{name}的单位证书：最后有效号以后的上报包不再接收，直到重新发证。"
        asks = [
            Ask("reason", "停用原因", example="电脑被盗", width=260),
            Ask("good", "最后有效号", value=str(good), width=80),
        ]
        self._band.ask(words, asks, "停用证书", lambda values: self._revoke(unit, values))

    def _revoke(self, unit: str, values: dict[str, str]) -> None:
        def stop(_: Any) -> Any:
            from cso_desk.usecases import unit_register

            good = unit_register.number_of(values["good"])
            return unit_register.revoke(self._page.desk, unit, values["reason"], good)

        def done(number: int) -> None:
            self._done(f"已停用；单位名册为第 {number} 号，请随下发包送各下级")

        Writing(self._page, "正在停用证书", stop).done(done).failed(self._band.tell).start()
