"""What is to be said of an organization's name by the words of a place; pure: the words come from the policy pack.

The pattern is 行政区划 + 街道（乡镇）+ 社区（村）+ 字号 + 活动内容 + 组织形式 (domain.md 2.3); 字号 may be left out. Place names
at the head are never judged: a village may well be called 第一村 or 中华社区.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cso_desk.policy import Pack

from .likeness import core_of

Level = Literal["block", "warn", "hint"]
BLOCK: Level = "block"
WARN: Level = "warn"
HINT: Level = "hint"
_ORDINAL = re.compile(r"第一(?=[分支小大中]?[队组班团])")
_PLAIN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af0-9A-Za-z]")
_SIGNS = 3


@dataclass(frozen=True, slots=True)
class NameRemark:
    """One remark: `block` keeps a filing from going on, `warn` asks to look again, `hint` is good advice."""

    level: Level
    code: str
    sentence: str


def remarks(
    pack: Pack, name: str, places: Sequence[str], nature: str = "", leader: str = ""
) -> list[NameRemark]:
    """Return what is to be said of a name, the gravest first; nothing for a blank one.

    `places` are the words for the community and township in which the organization is, () where they are open.
    """
    if not name.strip():
        return []
    said = _Said(pack)
    core = _ORDINAL.sub("", core_of(name, places))
    found = [
        *_forbidden(said, core),
        *_warned(said, core, leader),
        *_shape(said, name, core, places, nature),
    ]
    return sorted(found, key=lambda one: (BLOCK, WARN, HINT).index(one.level))


class _Said:
    """The words of a pack, and its sentences."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._sentences = pack.value("names.sentences")

    def words(self, entry: str) -> Sequence[str]:
        """Return a list of words, longer ones first."""
        return sorted(self._pack.value(f"names.{entry}"), key=len, reverse=True)

    def number(self, entry: str) -> int:
        """Return a number."""
        return int(self._pack.value(f"names.{entry}"))

    def natures(self) -> dict[str, Sequence[str]]:
        """Return the forms by nature."""
        return dict(self._pack.value("names.natures"))

    def remark(self, level: Level, code: str, word: str = "") -> NameRemark:
        """Return a remark with its sentence."""
        return NameRemark(level, code, self._sentences[code].replace("{word}", word))


def _forbidden(said: _Said, core: str) -> Iterator[NameRemark]:
    for word in said.words("statutory"):
        if core.endswith(word):
            yield said.remark(BLOCK, "statutory", word)
            break
        if word in core and word.endswith(("会", "社")):
            yield said.remark(WARN, "statutory_inside", word)
            break
    for word in _longest_inside(core, said.words("banned")):
        yield said.remark(BLOCK, "banned", word)


def _longest_inside(core: str, words: Iterable[str]) -> Iterator[str]:
    """Go through the words in a name; one that stands inside another that was found is not told again."""
    told: list[str] = []
    for word in words:
        if word in core and not any(word in one for one in told):
            told.append(word)
            yield word


def _warned(said: _Said, core: str, leader: str) -> Iterator[NameRemark]:
    for word in _longest_inside(core, said.words("warned")):
        yield said.remark(WARN, "warned", word)
    person = "".join(leader.split())
    if len(person) > 1 and person in core:
        yield said.remark(WARN, "leader", person)


def _shape(
    said: _Said, name: str, core: str, places: Sequence[str], nature: str
) -> Iterator[NameRemark]:
    plain = "".join(name.split())
    if places and not any(one in plain for one in places):
        yield said.remark(WARN, "place", places[0])
    strange = [sign for sign in dict.fromkeys(plain) if not _PLAIN.fullmatch(sign)]
    if strange:
        yield said.remark(WARN, "signs", "".join(strange[:_SIGNS]))
    forms = said.words("forms")
    form = next((one for one in forms if core.endswith(one)), "")
    if not form:
        yield said.remark(HINT, "form", "、".join(sorted(forms, key=len)[:5]))
    elif core == form:
        yield said.remark(HINT, "activity")
    for other, own_forms in said.natures().items():
        word = next((one for one in own_forms if core.endswith(one)), "")
        if nature and word and other != nature:
            yield said.remark(HINT, "nature", word)
    if len(plain) > said.number("longest"):
        yield said.remark(HINT, "long", str(len(plain)))
