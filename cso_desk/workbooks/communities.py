"""Finds the community that a ledger means, by index and never by guess (domain.md 8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cso_desk.fields.kinds import INVISIBLE


@dataclass(frozen=True, slots=True)
class CommunityName:
    """A community of the division tree: record id, code (may be empty), official name, 城市 or 农村, its township.

    `today` is empty, or for a name that it had before (更名, 合并) the name of today.
    """

    id: str
    code: str
    name: str
    kind: str = ""
    township_code: str = ""
    township_name: str = ""
    today: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a cell's community is: the unit, or None with the text as written and why it stays open.

    `why` is empty, `community_ambiguous` (several fit) or `community_unmatched` (none fits). `choices` are the
    units that a clerk may mean.
    """

    unit: CommunityName | None
    text: str
    why: str = ""
    choices: tuple[CommunityName, ...] = ()

    @property
    def code(self) -> str | None:
        """The unit's code, None while open."""
        return self.unit.code if self.unit else None


NOWHERE = Match(None, "")
URBAN, RURAL, BARE = "居", "村", ""

_COMMITTEE = re.compile(
    r"(.+?)(社区(?:居民|村民|居|村|民居)?|村?(?:村民|村)|居民|居)[民员村委会管理]*委[民员委会]*"
)
_PLAIN = re.compile(r"(.+?)(社区|居委|行政村|自然村|村)")
_BRACKET = re.compile(r"\(([^()]*)\)?$")
_NUMBERED = re.compile(
    r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|第[一二三四五六七八九十\d]+[、:])(?=.)"
)
_COUNT_TAIL = re.compile(
    r"[:,、]?[(]?(?:共|合计|计)?(?:\d+|[一二三四五六七八九十]+)(?:个|家|支|项)(?:组织|队伍|团队|社会组织)?[)]?$"
)
_OFFICE = re.compile(r"^(?:街道办事处|办事处|人民政府|街道办|办)(?=.)")
_REGION = re.compile(r"^.{1,7}?[省市县区](?=.{2})")
_LINE_HEAD = re.compile(
    r"^(?:填报单位|填报社区|单位名称|社区名称|(?:所属|所在)?(?:社区|村|村居)|村名|社区\(村\)|村\(社区\)|单位)(?:\([^)]*\))?:"
)


_SECTION_TAIL = re.compile(
    r"(?:社区)?(?:社会)?组织(?:备案)?(?:名单|名册|花名册|台账|情况|基本情况|一览表|登记表|统计表|汇总表)*$"
    r"|(?:已|未)?备案(?:社会)?组织.*$|:\d+$"
)


def plain(text: str) -> str:
    """Return a place name without blanks and invisible characters, brackets half-width."""
    return "".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split()).strip(".、:。")


def section_place(line: str) -> str:
    """Return the place in a line that heads a part of a sheet: 二、后窑村社区社会组织名单（4个） is 后窑村."""
    bare = _LINE_HEAD.sub("", _NUMBERED.sub("", plain(line))).strip("【】[]《》")
    return _SECTION_TAIL.sub("", _COUNT_TAIL.sub("", bare)).strip("【】[]《》:,")


def stem_and_word(name: str) -> tuple[str, str]:
    """Return a plain name without its committee words, and whether they say 居 (urban), 村 (rural) or nothing.

    北街村委会, 北街村民委员会, 北街村 -> (北街, 村); 北街社区, 北街居委会 -> (北街, 居); 北街 -> (北街, "").
    """
    if found := _COMMITTEE.fullmatch(name):
        stem, word = found.groups()
        return stem, RURAL if word in ("村民", "村村民", "村", "村村") else URBAN
    if found := _PLAIN.fullmatch(name):
        stem, word = found.groups()
        return stem, URBAN if word in ("社区", "居委") else RURAL
    return name, BARE


def part_name(line: str) -> str:
    """Return the community that a line heads a part of a sheet with (二、东关社区 -> 东关社区), empty for any other line."""
    name = plain(line).strip("【】[]《》")
    bare = _COUNT_TAIL.sub("", _LINE_HEAD.sub("", _NUMBERED.sub("", name)))
    stem, word = stem_and_word(bare)
    numbered = bare != name or name != plain(line)
    said = word and 2 <= len(stem) <= 8 and not _ALL.search(stem)
    return bare if said and (numbered or len(stem) <= 4) else ""


_ALL = re.compile(
    r"各|所有|每个|全[省市县区镇乡部体]|本[市县区镇乡]|城市|农村|城镇|乡村|城乡|以上|以下|、|\d年|[一二三四五六七八九十\d]+个?$"
)


class _Names:
    """The communities of one area by stem and word."""

    def __init__(self, units: Iterable[CommunityName]) -> None:
        self.exact: dict[str, list[CommunityName]] = {}
        self.worded: dict[tuple[str, str], list[CommunityName]] = {}
        self.stems: dict[str, list[CommunityName]] = {}
        for unit in units:
            name = plain(unit.name)
            stem, word = stem_and_word(_BRACKET.sub("", name) or name)
            self.exact.setdefault(name, []).append(unit)
            self.worded.setdefault((stem, word), []).append(unit)
            self.stems.setdefault(stem, []).append(unit)

    def find(self, name: str) -> list[CommunityName]:
        """Return the units that a plain name fits: its very name, its stem and word, or the bare stem."""
        stem, word = stem_and_word(name)
        if found := self.exact.get(name):
            return found
        if word and (found := self.worded.get((stem, word))):
            return found
        if name.startswith(stem + "村村") and (found := self.worded.get((stem + "村", word))):
            return found
        return self.stems.get(name, [])

    def near(self, name: str) -> tuple[CommunityName, ...]:
        """Return units of the same stem but another word, to be offered only."""
        return tuple(self.stems.get(stem_and_word(name)[0], ()))


class CommunityIndex:
    """All communities of a desk, found by what ledgers call them, within a township where it is known."""

    def __init__(self, units: Iterable[CommunityName]) -> None:
        self._units = list(units)
        self._by_code = {unit.code: unit for unit in self._units if unit.code}
        self._townships: dict[str, list[CommunityName]] = {}
        for unit in self._units:
            self._townships.setdefault(unit.township_code, []).append(unit)
        self._words = _township_words(self._townships)
        self._areas: dict[str, _Names] = {}
        self._found: dict[tuple[str, str], Match] = {}

    def by_code(self, code: str) -> CommunityName | None:
        """Return the community with a 12-digit code."""
        return self._by_code.get(code)

    def match(self, text: str, township: str = "") -> Match:
        """Return what `text` means in the township with code `township` (empty: in the whole tree)."""
        asked = (text, township)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._match(text, township)
        return found

    def township_of(self, text: str) -> str:
        """Return the code of the one township whose name is `text` or stands in it; empty if none or several."""
        name = plain(text)
        exact = self._words.get(name)
        if exact:
            return exact if exact != "?" else ""
        inside = [
            (len(word), code)
            for word, code in self._words.items()
            if len(word) > 2 and word in name
        ]
        longest = max(inside, default=(0, ""))
        codes = {code for length, code in inside if length == longest[0]}
        return longest[1] if len(codes) == 1 and longest[1] != "?" else ""

    def named_in(self, title: str, township: str) -> Match:
        """Return the one community that a title or a 填报单位 line names in full; `NOWHERE` if none or several."""
        line = self._without_township(_LINE_HEAD.sub("", plain(title)), township)
        if (whole := self.match(line, township)).unit and stem_and_word(line)[1]:
            return whole
        hits: dict[str, CommunityName] = {}
        for unit in self._townships.get(township, ()) if township else ():
            stem, word = stem_and_word(plain(unit.name))
            spoken = stem + {URBAN: "社区", RURAL: "村"}.get(word, "")
            if len(spoken) > 2 and spoken in line:
                hits[spoken] = unit
        longest = max(hits, key=len, default="")
        others = [spoken for spoken in hits if spoken not in longest]
        return Match(hits[longest], longest) if longest and not others else NOWHERE

    def _match(self, text: str, township: str) -> Match:
        name = plain(text)
        if not name:
            return NOWHERE
        shown = " ".join(text.translate(INVISIBLE).split())
        names = self._names(township)
        for spelling in self._spellings(name, township):
            found = _distinct(names.find(spelling))
            if len(found) == 1:
                return Match(found[0], shown)
            if found:
                return Match(None, shown, "community_ambiguous", tuple(found))
        if not township and (inner := self._inside_township(name)):
            return Match(inner.unit, shown, inner.why, inner.choices)
        return Match(None, shown, "community_unmatched", names.near(_BRACKET.sub("", name)))

    def _inside_township(self, name: str) -> Match | None:
        """Read 采桑镇沙河村 or 林州市采桑镇沙河村 where only the county is known."""
        while name:
            for length in range(min(len(name) - 1, 14), 1, -1):
                code = self._words.get(name[:length], "?")
                if code != "?":
                    return self._match(_OFFICE.sub("", name[length:]), code)
            shorter = _REGION.sub("", name)
            name = shorter if shorter != name else ""
        return None

    def _names(self, township: str) -> _Names:
        if township not in self._areas:
            units = self._townships.get(township, []) if township else self._units
            self._areas[township] = _Names(units)
        return self._areas[township]

    def _spellings(self, name: str, township: str) -> list[str]:
        """Return the ways to read a name: as written, without number, township and remark, with a bracketed word."""
        bare = _COUNT_TAIL.sub("", _NUMBERED.sub("", name))
        short = self._without_township(bare, township)
        spellings = [name, bare, short]
        if bracket := _BRACKET.search(short):
            outer = short[: bracket.start()]
            if bracket[1] in ("社区", "村", "居委会", "村委会") and not stem_and_word(outer)[1]:
                spellings.append(outer + bracket[1])
            spellings.append(outer)
        return list(dict.fromkeys(spelling for spelling in spellings if spelling))

    def _without_township(self, name: str, township: str) -> str:
        units = self._townships.get(township) if township else None
        if not units:
            return name
        for word in _spoken_township(units[0].township_name):
            place = name.find(word)
            if place >= 0 and len(name) > place + len(word):
                return _OFFICE.sub("", name[place + len(word) :])
        return name


def _distinct(units: Sequence[CommunityName]) -> list[CommunityName]:
    """Return each community once, by its name of today where that fits too."""
    former_first = sorted(units, key=lambda unit: not unit.today)
    return list({unit.id: unit for unit in former_first}.values())


def _spoken_township(name: str) -> list[str]:
    """Return what a township is called, the longest first: 济源市济水街道, 济水街道, 济水街道办事处, 济水办事处."""
    full = plain(name)
    if not full:
        return []
    short = re.sub(r"^.{2,4}[市县区](?=.{2,}(?:街道|镇|乡))", "", full)
    stem = re.sub(r"(?:街道|镇|乡)$", "", re.sub(r"办事处$", "", short))
    words = (
        {full, short, stem + "街道办事处", stem + "办事处"} if "街道" in short else {full, short}
    )
    return sorted((word for word in words if len(word) > 1), key=len, reverse=True)


def _township_words(townships: dict[str, list[CommunityName]]) -> dict[str, str]:
    """Return the code of each township by what it is called; `?` where two are called alike."""
    words: dict[str, str] = {}
    for code, units in townships.items():
        for word in _spoken_township(units[0].township_name) if code else ():
            words[word] = code if words.get(word, code) == code else "?"
    return words
