"""The band that clears a person's or an organization's data by law: the reason, the paper, and one button without return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..work import Writing
from .asking import Ask, AskBand
from .page import Page

PERSON_VERB, ORGANIZATION_VERB = "按本人要求清除个人信息…", "依法清除组织信息…"
_ASKS = (
    Ask("reason", "清除原因", example="本人申请", width=200),
    Ask("document", "申请书或文件", example="名称、编号", width=200),
)
_HERE = "从本机的记录、查找和以前的改动里永远清去，随以后的包传到上级和下级；不能还原。清除原因和文件名留着。"


class ClearBand(AskBand):
    """Asks before clearing; `cleared` is called with the sentence of what was done."""

    def __init__(self, page: Page, cleared: Callable[[str], None]) -> None:
        super().__init__()
        self._page = page
        self._cleared = cleared

    def ask_person(self, record: str, name: str) -> None:
        """Ask about a person of the shared list."""
        words = f"{name}的身份证号、电话、住址等，连同各组织里的负责人和花名册资料，{_HERE}"
        self.ask(words, _ASKS, "清除个人信息", lambda given: self._clear("person", record, given))

    def ask_organization(self, record: str, name: str) -> None:
        """Ask about an organization."""
        words = f"{name}连同花名册、备案事项、活动等所属记录和附件，{_HERE}"
        self.ask(
            words, _ASKS, "清除组织信息", lambda given: self._clear("organization", record, given)
        )

    def _clear(self, what: str, record: str, given: Mapping[str, str]) -> None:
        desk = self._page.desk

        def clear(_: Any) -> Any:
            from cso_desk.usecases import erasing

            how = erasing.clear_person if what == "person" else erasing.clear_organization
            return how(desk, record, given["reason"], given["document"])

        work = Writing(self._page, "正在清除", clear)
        work.done(lambda cleared: self._done(cleared)).failed(self.tell).start()

    def _done(self, cleared: Any) -> None:
        self.hide()
        words = f"已清除，涉及 {cleared.rows} 条记录"
        if cleared.backups:
            words += f"；有 {len(cleared.backups)} 个备份里还有旧内容，请另做新备份后删去"
        self._cleared(words)
