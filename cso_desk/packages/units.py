"""Who sends and who receives: a unit's head, and a unit with its public keys."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from cso_desk.packages.keys import fingerprint_of

Level = Literal["community", "township", "county", "city", "province"]

MAX_NAME: Final = 80
UnitId = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def check_shown(text: str) -> None:
    """Raise ValueError when `text` holds characters that could mislead the reader of a sentence or a list."""
    if any(unicodedata.category(letter) in _INVISIBLE for letter in text):
        raise ValueError("invisible character in a name")


@dataclass(frozen=True)
class UnitHead:
    """A unit as its desk introduces itself; `unit` is its id (a UUID)."""

    unit: str
    name: str
    level: Level


@dataclass(frozen=True)
class Party:
    """A unit with its raw public keys."""

    unit: str
    name: str
    sign: bytes
    seal: bytes

    @property
    def fingerprint(self) -> str:
        """The unit's 单位核对码."""
        return fingerprint_of(self.sign, self.seal)
