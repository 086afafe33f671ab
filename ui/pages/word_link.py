"""Write the paper that is shown as a Word file, where its form is one whose wording clerks edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..pieces import button
from ..work import Reading

if TYPE_CHECKING:
    from cso_desk.usecases.print_forms import FormInfo

    from .page import Page

CASE = "case"


class WordLink:
    """The link 写成 Word of a page; hidden where the form is printed as it stands."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._form: FormInfo | None = None
        self._record = self._subject = self._name = ""
        self.button = button("写成 Word", "file-text", "link", self._ask)
        self.button.setToolTip("写成 WPS 可以修改的文件；改好再打印，不记入打印记录")
        self.button.hide()

    def offer(self, form: FormInfo | None, record: str, subject: str, name: str) -> None:
        """Say which paper is shown: its form (None: several), the record (empty: a blank one) and its name."""
        self._form, self._record, self._subject, self._name = form, record, subject, name
        self.button.setVisible(form is not None and form.word)

    def _ask(self) -> None:
        form = self._form
        if form is None:
            return
        proposed = Path(f"{form.code}_{form.title}_{self._name or '空表'}.docx".replace("/", "_"))
        self._page.shell.say.save_file(
            self._page, "写成 Word 文件", proposed, "Word 文件 (*.docx)", self._write
        )

    def _write(self, out: Path) -> None:
        form, record, desk = self._form, self._record, self._page.desk
        assert form is not None
        code, of_case = form.code, self._subject == CASE and bool(record)

        def write(_: Any) -> Any:
            from cso_desk.usecases import word_papers

            if of_case:
                return word_papers.word_of_case(desk, code, record, out)
            return word_papers.word(desk, code, record, out)

        Reading(self._page, "正在写 Word 文件", write).done(self._written).start()

    def _written(self, out: Path) -> None:
        self._page.shell.note(f"已写成 {out.name}，可用 WPS 打开修改。")
