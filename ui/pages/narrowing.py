"""Below the filters of the organizations: filters on single fields, saved views, and what of them is active."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..pieces import Flow, button
from ..work import DeskPage, Reading, Writing
from .asking import Ask, AskBand
from .field_filters import FilterPanel

if TYPE_CHECKING:
    from cso_desk.usecases.field_filters import FilterField, Where
    from cso_desk.usecases.lists import Query
    from cso_desk.usecases.saved_views import View

PAGE = "organizations"
Content = dict[str, Any]


class Narrowing(QWidget):
    """`changed` when the list should be read anew; `keep` and `put` are given by the page."""

    changed = Signal()

    def __init__(
        self,
        page: DeskPage,
        keep: Callable[[], Content],
        put: Callable[[Mapping[str, Any]], None],
    ) -> None:
        super().__init__()
        self._page, self._keep, self._put = page, keep, put
        self.where: tuple[Where, ...] = ()
        self.any_where = False
        self.views: list[View] = []
        self.open = button("筛选…", "list-filter", "", self._open)
        self.open.setShortcut("Ctrl+Shift+F")
        self.open.setToolTip("按任何一栏筛选（Ctrl+Shift+F）")
        self.saved = button("已存视图", "star", "", self._show_menu)
        self.saved.setShortcut("Ctrl+Shift+V")
        self.saved.setToolTip("筛选、列和排序存成视图，以后一点就回来（Ctrl+Shift+V）")
        self.verbs: list[QPushButton] = []
        """Verbs of the page that stand in the same line."""
        self.pins: list[QPushButton] = []
        self._line = Flow(gap=look.GAP_2)
        self.panel = FilterPanel()
        self.band = AskBand()
        self.chips: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(self._line)
        column.addWidget(self.panel)
        column.addWidget(self.band)
        self._line.addWidget(self.open)
        self._line.addWidget(self.saved)
        self.panel.wanted.connect(self._wanted)
        self.read()

    def read(self) -> None:
        """Read which fields there are, and the saved views."""

        def read(_: Any) -> tuple[list[FilterField], list[View]]:
            from cso_desk.usecases import field_filters, saved_views

            return field_filters.filter_fields(self._page.desk), saved_views.views(
                self._page.desk, PAGE
            )

        Reading(self._page, "", read).done(lambda found: self._take(*found)).start()

    def _take(self, fields: list[FilterField], views: list[View]) -> None:
        self.panel.fields = fields
        self.views = views
        _put_away(self.pins)
        self.pins = [self._pin_button(view) for view in views if view.pinned]
        self._fill_line()

    def _pin_button(self, view: View) -> QPushButton:
        made = button(view.name, "star", "", lambda: self.use(view))
        made.setAccessibleName(f"视图：{view.name}")
        return made

    def _fill_line(self) -> None:
        """Put the buttons, the pinned views and the chips in one line."""
        while self._line.takeAt(0) is not None:
            pass
        for part in (self.open, self.saved, *self.verbs, *self.pins, *self.chips):
            self._line.addWidget(part)
            if part not in self.verbs:
                part.show()
        self.updateGeometry()

    def narrowed(self, query: Query) -> Query:
        """Return a query with the filters on single fields."""
        return replace(query, where=self.where, any_where=self.any_where)

    def active(self) -> bool:
        """Tell whether there is any filter on a single field."""
        return bool(self.where)

    def put(self, where: tuple[Where, ...], any_where: bool = False) -> None:
        """Take other filters; the list is not read."""
        from cso_desk.usecases.field_filters import words_of

        self.where, self.any_where = where, any_where
        _put_away(self.chips)
        self.chips = [
            self._chip(at, ("或 " if any_where and at else "") + words_of(one))
            for at, one in enumerate(where)
        ]
        self._fill_line()

    def _chip(self, at: int, words: str) -> QPushButton:
        made = button(words, "x", "chip", lambda: self._drop(at))
        made.setAccessibleName(f"去掉筛选：{words}")
        made.setToolTip("点一下去掉这一条")
        return made

    def _open(self) -> None:
        if self.panel.isVisible():
            self.panel.hide()
        elif self.panel.fields:
            self.band.hide()
            self.panel.open(self.where, self.any_where)

    def _wanted(self, where: tuple[Where, ...], any_where: bool) -> None:
        def check(_: Any) -> None:
            from cso_desk.usecases import field_filters

            field_filters.conditions(self._page.desk, where)

        def good(_: Any) -> None:
            self.panel.hide()
            self.put(where, any_where)
            self.changed.emit()

        Reading(self._page, "", check).done(good).failed(self._bad).start()

    def _bad(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.panel.tell(error.problems)
        return True

    def _drop(self, at: int) -> None:
        self.put((*self.where[:at], *self.where[at + 1 :]), self.any_where)
        self.changed.emit()

    def menu(self) -> QMenu:
        """Return the menu of the saved views."""
        menu = QMenu("已存视图", self)
        for view in self.views:
            part = QMenu(("★ " if view.pinned else "") + view.name, menu)
            pin = "不放在筛选旁" if view.pinned else "放在筛选旁"
            _add(part, "打开", partial(self.use, view))
            _add(part, "以现在的样子更新", partial(self._save, view.name))
            _add(part, pin, partial(self._pin, view))
            _add(part, "改名…", partial(self._ask_name, view))
            _add(part, "删去", partial(self._delete, view))
            menu.addMenu(part)
        if self.views:
            menu.addSeparator()
        _add(menu, "把现在的样子存成视图…", self._ask_save)
        return menu

    def _show_menu(self) -> None:
        self.menu().popup(self.saved.mapToGlobal(QPoint(0, self.saved.height())))

    def use(self, view: View) -> None:
        """Bring the list into a saved view."""
        self.panel.hide()
        self._put(view.content)

    def _ask_save(self) -> None:
        asks = [Ask("name", "视图名称", example="缺电话的老年队", width=220)]
        self.band.ask(
            "把现在的筛选、列和排序存成视图", asks, "存成视图", lambda v: self._save(v["name"])
        )

    def _save(self, name: str) -> None:
        from cso_desk.usecases import saved_views

        content, desk = self._keep(), self._page.desk
        self._write(lambda: saved_views.save(desk, PAGE, name, content))

    def _ask_name(self, view: View) -> None:
        from cso_desk.usecases import saved_views

        asks = [Ask("name", "视图名称", view.name, width=220)]
        desk = self._page.desk
        self.band.ask(
            f"给视图“{view.name}”改名",
            asks,
            "改名",
            lambda v: self._write(lambda: saved_views.rename(desk, view.id, v["name"])),
        )

    def _pin(self, view: View) -> None:
        from cso_desk.usecases import saved_views

        self._write(lambda: saved_views.pin(self._page.desk, view.id, not view.pinned))

    def _delete(self, view: View) -> None:
        from cso_desk.usecases import saved_views

        self._write(lambda: saved_views.delete(self._page.desk, view.id))

    def _write(self, act: Callable[[], Any]) -> None:
        def done(_: Any) -> None:
            self.band.hide()
            self.read()

        Writing(self._page, "", lambda _: act()).done(done).failed(self.band.tell).start()


def _put_away(parts: Sequence[QWidget]) -> None:
    for part in parts:
        part.hide()
        part.deleteLater()


def _add(menu: QMenu, words: str, act: Callable[[], object]) -> None:
    menu.addAction(words).triggered.connect(lambda *_: act())
