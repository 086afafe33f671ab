"""The parts of a structured value as rows of a tree: what each is called, shows, and gives back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem

from cso_desk.policy.kinds import Node
from cso_desk.policy.words import code_word, key_word

from .plain import YES_NO, Offers, number_of

NAME, VALUE = 0, 1
NEW = "新的一项"
"""The name of a new part of a mapping until the clerk names it."""
_SUMMARY = 28
_TELLING = ("label", "title", "name", "text", "grade", "field", "id", "key", "kind")


class Part(QTreeWidgetItem):
    """One part of a value: an object, a list, or a leaf (a plain value, or a list of plain values)."""

    def __init__(self, key: str | None, value: Any, node: Node, path: str) -> None:
        super().__init__()
        self.key, self.node, self.path = key, node, path
        self.shape = _shape(value)
        self.leaf: Any = value if self.shape in ("plain", "plains") else None
        if isinstance(value, dict):
            for name, inner in value.items():
                self.addChild(Part(name, inner, node.child(name), path))
        elif self.shape == "list":
            for inner in value:
                self.addChild(Part(None, inner, node.item(), path))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        self.setFlags(flags | Qt.ItemFlag.ItemIsEditable)
        self.show_again()

    def parts(self) -> Iterator[Part]:
        """Go through the parts inside."""
        for at in range(self.childCount()):
            inner = self.child(at)
            assert isinstance(inner, Part)
            yield inner

    def value(self) -> Any:
        """Return the value as it stands now."""
        if self.shape == "object":
            return {part.key or "": part.value() for part in self.parts()}
        return [part.value() for part in self.parts()] if self.shape == "list" else self.leaf

    @property
    def above(self) -> Part | None:
        """The part that this one lies in."""
        found = self.parent()
        return found if isinstance(found, Part) else None

    @property
    def named_by_clerk(self) -> bool:
        """Whether the clerk may change the name: a part of a mapping from words of the place."""
        above = self.above
        return above is not None and above.node.is_open and self.key not in above.node.known

    @property
    def movable(self) -> bool:
        """Whether the order of this part and its neighbours is the clerk's."""
        above = self.above
        return above is not None and (above.shape == "list" or self.named_by_clerk)

    @property
    def droppable(self) -> bool:
        """Whether the value is whole without this part."""
        above = self.above
        return above is not None and (self.movable or self.key not in above.node.needed)

    def missing(self) -> list[str]:
        """Return the keys that this object may have and has not."""
        if self.shape != "object":
            return []
        have = {part.key for part in self.parts()}
        return [key for key in self.node.known if key not in have]

    @property
    def kind(self) -> str:
        """The kind of a plain value."""
        if self.node.kind in ("yesno", "choice", "whole", "number", "text"):
            return self.node.kind
        if isinstance(self.leaf, bool):
            return "yesno"
        return "whole" if isinstance(self.leaf, int) else "text"

    @property
    def offers(self) -> Offers:
        """What a plain value may be, each with its word; empty where it is typed."""
        if self.kind == "yesno":
            return YES_NO
        return tuple((one, code_word(str(one)) or "（空）") for one in self.node.offered)

    def typed(self, text: str) -> None:
        """Take what the clerk typed; of a list one a line."""
        if self.shape == "plains":
            lines = [line.strip() for line in text.split("\n")]
            self.leaf = [self._one(line) for line in lines if line]
        elif self.kind in ("whole", "number"):
            self.leaf = number_of(text, whole=self.kind == "whole")
        else:
            self.leaf = text

    def _one(self, line: str) -> Any:
        item = self.node.item()
        if item.kind in ("whole", "number"):
            return number_of(line, whole=item.kind == "whole")
        return next((one for one in item.offered if code_word(str(one)) == line), line)

    def to_type(self) -> str:
        """Return the value as the clerk types it; of a list one a line."""
        if self.shape == "plains":
            return "\n".join(self._word(one) for one in self.leaf)
        return str(self.leaf)

    def _word(self, one: Any) -> str:
        return code_word(str(one)) if self.node.item().offered else str(one)

    def show_again(self) -> None:
        """Show name and value as they are now, here and in what tells of it above."""
        self.setText(NAME, self._name())
        self.setText(VALUE, self._shown())
        if self.above is not None and self.above.shape == "list":
            return
        if self.above is not None:
            self.above.show_again()

    def _name(self) -> str:
        if self.key is not None:
            return key_word(self.key, self.path) or "（空）"
        above = self.above
        at = above.indexOfChild(self) + 1 if above is not None else 0
        told = summary(self.value())
        return f"{at}. {told}" if at else told

    def _shown(self) -> str:
        if self.shape in ("object", "list"):
            return f"共 {self.childCount()} 项" if self.shape == "list" else ""
        if self.shape == "plains":
            return "、".join(self._word(one) for one in self.leaf)
        word = next((word for one, word in self.offers if one == self.leaf), None)
        return word if word is not None else str(self.leaf)


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "object"
    if not isinstance(value, list):
        return "plain"
    return "list" if any(isinstance(one, dict | list) for one in value) else "plains"


def summary(value: Any) -> str:
    """Return a few words that tell one part of a list from the others."""
    text = _telling(value).replace("\n", "")
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1] + "…"


def _telling(value: Any) -> str:
    if isinstance(value, dict):
        for key in _TELLING:
            if value.get(key) and isinstance(value[key], str):
                return code_word(value[key])
        return _telling([one for one in value.values() if isinstance(one, dict | list)])
    if isinstance(value, list):
        return "、".join(text for one in value if (text := _telling(one)))
    return str(value) if isinstance(value, str) else ""
