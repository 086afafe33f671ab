"""Wording with slots for a record's values, and the values that fill them."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cso_desk.documents.capitals import arabic_date, capitals_of

_SLOT = re.compile(
    r"\{(?P<key>\.?[a-z][a-z0-9_.]*)(?:!(?P<said>capital|date))?"
    r"(?::(?P<blank>\d+)|\|(?P<other>[^{}]*))?\}"
)
_SAYINGS: Mapping[str, Callable[[str], str]] = {"capital": capitals_of, "date": arabic_date}
_SEPARATORS = re.compile(r"[、，,；;／/\s]+")
LINE_TO_FILL = "＿"


@dataclass(frozen=True, slots=True)
class Scope:
    """A record's shown values, and one item of a repeated row of it.

    `record` maps keys to text; a key with dots (`org.name`) may stand as it is or as nested
    mappings. `item` holds the values of one repeated row; its keys begin with a dot when asked for.
    """

    record: Mapping[str, object]
    item: Mapping[str, object] | None = None

    def text(self, key: str) -> str:
        """Return the shown value under `key`, cleaned; "" where there is none."""
        value = _look_up(self.item or {}, key[1:]) if key[0] == "." else _look_up(self.record, key)
        return (
            "" if value is None or isinstance(value, (Mapping, list, tuple)) else clean(str(value))
        )

    def flag(self, key: str) -> bool:
        """Return whether the value under `key` says yes."""
        return _look_up(self.record, key) not in (None, False, "", "否", "0")

    def items(self, key: str) -> list[Mapping[str, object]]:
        """Return the mappings listed under `key`, [] where there is no list."""
        value = _look_up(self.record, key)
        if not isinstance(value, Sequence) or isinstance(value, str):
            return []
        return [item for item in value if isinstance(item, Mapping)]

    def names(self, key: str) -> list[str]:
        """Return the names in a text such as 王一、李二；赵三."""
        return [name for name in _SEPARATORS.split(self.text(key)) if name]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one value: `blank` characters of line to write on, or `other` words, if empty.

    `said` is how the value is said: money in capitals (`capital`) or an Arabic date (`date`).
    """

    key: str
    blank: int = 0
    other: str = ""
    said: str = ""

    def fill(self, scope: Scope) -> str:
        """Return the value, or what stands for it when it is empty."""
        text = scope.text(self.key)
        if text and self.said:
            return _SAYINGS[self.said](text)
        return text or LINE_TO_FILL * self.blank or self.other


@dataclass(frozen=True, slots=True)
class Template:
    """Fixed words and slots in reading order."""

    pieces: tuple[str | Slot, ...] = ()

    def fill(self, scope: Scope) -> str:
        """Return the wording with the values of `scope`."""
        pieces = self.pieces
        if len(pieces) == 1:
            return pieces[0] if isinstance(pieces[0], str) else pieces[0].fill(scope)
        return "".join([p if isinstance(p, str) else p.fill(scope) for p in pieces])

    def asked(self) -> Iterator[str]:
        """Yield the keys of the slots."""
        return (piece.key for piece in self.pieces if isinstance(piece, Slot))

    @property
    def fixed(self) -> bool:
        """Whether the wording has no slots."""
        return not any(isinstance(piece, Slot) for piece in self.pieces)


def read_template(text: str) -> Template:
    """Read `{key}`, `{key:8}` (8 characters of line when empty) and `{key|words when empty}`.

    `!capital` after the key says money in capitals, `!date` a date in Arabic numerals.
    """
    pieces: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(text):
        pieces.append(text[end : match.start()])
        pieces.append(
            Slot(match["key"], int(match["blank"] or 0), match["other"] or "", match["said"] or "")
        )
        end = match.end()
    pieces.append(text[end:])
    return Template(tuple(piece for piece in pieces if piece != ""))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return `text` with one kind of line end and without characters that nobody sees.

    Control and format characters and variation selectors come in by pasting; they have no shape.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    return "".join(char for char in text if char == "\n" or not _unseen(char)).strip("\n ")


def _unseen(char: str) -> bool:
    if char.isascii():
        return char < " " or char == "\x7f"
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or unicodedata.category(char) in ("Cc", "Cf")


def _look_up(values: Mapping[str, object], key: str) -> object:
    if key in values:
        return values[key]
    first, _, rest = key.partition(".")
    inner = values.get(first)
    return _look_up(inner, rest) if rest and isinstance(inner, Mapping) else None
