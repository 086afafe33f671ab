"""Offers persons and venues of the list while an organization's leader or venue is typed; choosing one links it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QStringListModel, QTimer
from PySide6.QtWidgets import QCompleter
from shiboken6 import isValid

from .. import look
from ..forms import Form
from ..forms.inputs import Line
from ..work import DeskPage, Reading

if TYPE_CHECKING:
    from cso_desk.usecases.shared_records import Offered

OFFER_AFTER = 250
"""Milliseconds that typing rests before the list is asked."""
LEADER, VENUE = "leader", "venue"
_LINKS = {LEADER: "leader_person", VENUE: "shared_venue"}
_NAMES = {LEADER: "名单里的人员", VENUE: "名单里的场所"}


class SharedOffers(QObject):
    """What the clerk chose stands in `chosen` by the key of the link; typing on takes it back."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__(page if isinstance(page, QObject) else None)
        self._page = page
        self.chosen: dict[str, str] = {}
        self.offers: dict[str, Offer] = {}

    def watch(self, form: Form | None) -> None:
        """Follow the form of an organization; None where another form is open."""
        self.chosen.clear()
        self.offers = {}
        for key in _LINKS if form is not None else ():
            assert form is not None
            line = form.cells[key].input if key in form.cells else None
            if isinstance(line, Line):
                self.offers[key] = Offer(self, self._page, form, key, line)

    def ask(self, key: str, text: str, community: str) -> Callable[[Any], list[Offered]]:
        """Return the task that looks for what a text could mean."""
        desk = self._page.desk

        def read(_: Any) -> list[Offered]:
            from cso_desk.usecases import people, venues

            if key == LEADER:
                return people.offered(desk, text)
            return venues.offered(desk, text, community or None)

        return read


class Offer(QObject):
    """The list under one field; arrows and Enter choose, Esc puts it away."""

    def __init__(
        self, offers: SharedOffers, page: DeskPage, form: Form, key: str, line: Line
    ) -> None:
        super().__init__(line)
        self._offers, self._page, self._form = offers, page, form
        self._key, self._line = key, line
        self._found: Sequence[Offered] = ()
        self._words = QStringListModel(self)
        self.finder = QCompleter(self._words, self)
        self.finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.finder.setWidget(line)
        self.finder.popup().setAccessibleName(_NAMES[key])
        self.finder.popup().setMinimumWidth(look.px(look.WIDTHS["wide"]))
        self.finder.activated[QModelIndex].connect(self._choose)
        self._rest = QTimer(self, singleShot=True, interval=OFFER_AFTER)
        self._rest.timeout.connect(self._ask)
        line.edited.connect(self._typed)

    def _typed(self) -> None:
        self._offers.chosen.pop(_LINKS[self._key], None)
        self.finder.popup().hide()
        self._rest.start()

    def _ask(self) -> None:
        text = self._line.value()
        place = self._form.cells.get("community")
        community = place.input.value() if place else ""
        work = Reading(self._page, "", self._offers.ask(self._key, text, community))
        work.done(lambda found: self._show(text, found)).start()

    def _show(self, text: str, found: Sequence[Offered]) -> None:
        if not isValid(self._line) or text != self._line.value():
            return
        if self._line.window().focusWidget() is not self._line:
            return
        self._found = found
        self._words.setStringList([one.words for one in found])
        if found:
            self.finder.complete()

    def _choose(self, index: QModelIndex) -> None:
        offered = self._found[index.row()]
        for key, text in offered.fills.items():
            if key in self._form.cells and self._fills(key, text, offered):
                self._form.cells[key].input.put(text)
        self._offers.chosen[_LINKS[self._key]] = offered.id
        self._form.edited.emit()

    def _fills(self, key: str, text: str, offered: Offered) -> bool:
        """Tell whether a choice writes a field: blanks only over what was another's, no telephone of another contact."""
        former = self._form.cells[self._key].start
        if key == "phone":
            contact = self._form.cells["contact"].input.value() if text else former
            return bool(text) and contact in ("", former, offered.fills[self._key])
        return bool(text) or former != offered.fills[self._key]
