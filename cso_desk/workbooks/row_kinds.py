"""Tells the rows that bring a record from totals, notes, signatures, repeated headings and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .heading_rows import Heading
from .headings import HeadingBook, is_serial, tidy_heading
from .placeholders import says_nothing
from .sheets import Cell, CellError, Row, is_blank, text_of

RECORD, BLANK, NEW_HEADING = "", "blank", "heading"
TOTAL, REPEATED, NUMBERS = "合计、小计行", "重复的表头", "只有数字、没有组织名称的行"
PAGE, NONE = "页码", "写明没有组织的行"
SIGNED, NOTE, CAPTION, EXAMPLE, NAMELESS = (
    "落款行",
    "说明文字",
    "标题或分段文字",
    "填写示例",
    "没有组织名称的行",
)

STRONG = (
    "leader",
    "leader_id",
    "phone",
    "id_number",
    "category",
    "scope",
    "founded",
    "sex",
    "birth",
    "position",
)
"""Fields that a total or a note does not have: a row with a name and one of them brings a record."""
GOING_ON = ("scope", "purpose", "venue", "area", "note")
"""Texts that go on in a further row of the same organization."""
_PERSONAL = ("leader", "leader_id", "phone", "id_number", "sex", "birth")
_COUNTING = (
    "members",
    "party_members",
    "staff",
    "volunteers",
    "members_personal",
    "members_unit",
    "venue_rooms",
)

_HINT = re.compile(
    r"[计共][^，]{0,12}$|(?:社区|村|委会)[)）】]?$|^(?:暂|目前)?(?:没有|无)|[:：]|^\W*(?:注|备\s*注|说\s*明|共|第|附|填|审|制|例|示例|样例|合|小|总)|页|签字|盖章"
)
_TOTAL = re.compile(
    r"(?:.{0,14}[^划会设统审])?(?:小计|合计|总计|共计|累计)"
    r"(?:[(:].*|[:,]?(?:共)?[\d.]+\s*(?:个|家|支|人|名|项|户)?(?:组织|队伍|团队)?)?|共[\d.]+(?:个|家|支)(?:组织|队伍|团队)?"
)
_TOTAL_START = re.compile(r"小计|合计|总计|共计|累计")
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|复核|审批|统计|录入|经办|负责|单位负责|部门负责|社区负责|村负责|主管|分管|报送|上报|联系|校对|核对)"
    r"(?:人|单位|日期|时间|领导|电话)?(?:签字|签名|签章|盖章)?[::(]|(?:制表|审核|盖章|签字|签章|公章|填表|填报)[::(]"
    r"|.{0,12}(?:签字|签名|签章|盖章)[::)]?$|(?:年\s*月\s*日)$"
)
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|填写说明|附注|温馨提示|提示|要求|注意事项|填报要求)(?:[::,、.(]|\d)"
    r"|(?:以上|以下|截至|截止|本表|此表|本台账|导出时间|打印时间|查询条件)"
    r"|共\d+条|第\d+页|共\d+页|\d{1,2}[.、][^\d].{8,}"
)
_EXAMPLE = re.compile(r"[(]?(?:例|示例|样例|例如|范例|举例)[)::]?")
_INSTRUCTION = re.compile(r"[(]?(?:请?填|请选|如[::]|例如|必填|选填|下拉|格式[::为])")
_PLACE_NAME = re.compile(r".{1,14}(?:社区|村|居委会|村委会|居民委员会|村民委员会)(?:\(.*\))?[::]?")
_NO_ORGANIZATION = re.compile(r"(?:暂时?|目前)?(?:没有|无)(?:成立|备案)?(?:社区)?(?:社会)?组织")
_SLIGHT = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.]?|共?\d+(?:\.0)?(?:个|家|支|人|名)?(?:组织|队伍)?"
)
_PAGE = re.compile(r"第\d+页.*|共\d+页|-\d+-|[(]?(?:转下页|接上页|下转.*|上接.*|续表?)[)]?")
_SIGNER = re.compile(
    r"(?:填表|填报|制表|审核|审批|复核|经办|统计|录入)(?:人|日期|时间)?|(?:单位|分管|主管)(?:负责人|领导)"
)
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)]、?|第[一二三四五六七八九十]{1,3}(?:部分|类)"
)
_LONG = 30


@dataclass
class RowKinds:
    """Sorts the rows under one heading."""

    heading: Heading
    book: HeadingBook

    def __post_init__(self) -> None:
        keys = self.heading.keys
        self.name = next(index for index, key in sorted(keys.items()) if key == "name")
        self._strong = [index for index, key in keys.items() if key in STRONG]
        self._personal = [index for index, key in keys.items() if key in _PERSONAL]
        self._counts = {index for index, key in keys.items() if key in _COUNTING}
        self._serial = {
            i for i, text in self.heading.texts.items() if is_serial(text) and keys.get(i) is None
        }
        self._labels = [
            i for i in range(min(self.name, 6)) if keys.get(i) in (None, "community", "township")
        ]
        self._words = {index: set(text.split(" / ")) for index, text in self.heading.texts.items()}

    def kind(self, row: Row) -> str:
        """Return RECORD, BLANK, NEW_HEADING, or the Chinese reason for leaving the row out."""
        if self._plain_record(row):
            return RECORD
        filled = [index for index, cell in enumerate(row) if not is_blank(cell)]
        return self._slowly(row, filled) if filled else BLANK

    def _plain_record(self, row: Row) -> bool:
        """The quick way for the many: a name without a suspicious word, and a leader, a phone or the like."""
        if len(row) <= self.name:
            return False
        name = row[self.name]
        if (
            type(name) is not str
            or len(name) < 4
            or _HINT.search(name)
            or name.isdigit()
            or self.book.knows(name)
        ):
            return False
        for index in self._labels:
            label = row[index]
            if (
                type(label) is str
                and label
                and ("计" in label or ":" in label or "：" in label or "例" in label)
            ):
                return False
        return any(index < len(row) and not is_blank(row[index]) for index in self._strong)

    def _slowly(self, row: Row, filled: list[int]) -> str:
        texts = {index: tidy_text(row[index]) for index in filled}
        texts = {index: text for index, text in texts.items() if not _PAGE.fullmatch(text)}
        if not texts:
            return PAGE
        if self._repeats(texts):
            return REPEATED
        if self._new_heading(row, texts):
            return NEW_HEADING
        if _counts_up([row[index] for index in filled]):
            return REPEATED
        for test, reason in (
            (self._is_total, TOTAL),
            (self._is_signed, SIGNED),
            (self._is_note, NOTE),
        ):
            if test(row, texts):
                return reason
        return self._by_name(row, texts)

    def _repeats(self, texts: dict[int, str]) -> bool:
        if len(texts) < 2:
            return False
        return all(
            tidy_heading(text) in self._words.get(index, ()) for index, text in texts.items()
        )

    def _new_heading(self, row: Row, texts: dict[int, str]) -> bool:
        keys = {self.book.key_of(tidy_heading(row[index])) for index in texts} - {None}
        return (
            "name" in keys
            and len(keys) >= 3
            and not any(_has_digits(text) for text in texts.values())
        )

    def _has(self, indices: list[int], row: Row, texts: dict[int, str]) -> bool:
        return any(index in texts and ":" not in texts[index] for index in indices)

    def _is_total(self, row: Row, texts: dict[int, str]) -> bool:
        first = list(texts.items())[:4]
        labelled = any(
            _TOTAL.fullmatch(text) or (index != self.name and _TOTAL_START.match(text))
            for index, text in first
        )
        return labelled and not self._has(self._personal, row, texts)

    def _is_signed(self, row: Row, texts: dict[int, str]) -> bool:
        if any(isinstance(row[index], int | float) for index in self._serial if index in texts):
            return False
        if self._numbered(texts):
            return False
        return any(_SIGNED.match(text) or _SIGNER.fullmatch(text) for text in texts.values())

    def _is_note(self, row: Row, texts: dict[int, str]) -> bool:
        first = next(iter(texts.values()))
        if self._numbered(texts) or self._has(self._personal, row, texts):
            return False
        return _NOTE.match(first) is not None and len(texts) <= 3

    def _numbered(self, texts: dict[int, str]) -> bool:
        return any(texts.get(index, "").isdigit() for index in self._serial)

    def _by_name(self, row: Row, texts: dict[int, str]) -> str:
        name = texts.get(self.name, "")
        if any(_EXAMPLE.fullmatch(text) for text in list(texts.values())[:2]):
            return EXAMPLE
        if sum(1 for text in texts.values() if _INSTRUCTION.match(text)) >= 2:
            return EXAMPLE
        if not any(not says_nothing(texts.get(index, "")) for index in self._personal):
            if name and (says_nothing(name) or _NO_ORGANIZATION.fullmatch(name)):
                return NONE
            if _is_section(texts, self.name):
                return CAPTION
        if not name:
            return self._without_name(row, texts)
        if not isinstance(row[self.name], str) and not self._has(self._strong, row, texts):
            return NUMBERS
        if len(texts) == 1:
            lonely = (
                len(name) > _LONG
                or "。" in name
                or ":" in name
                or _PLACE_NAME.fullmatch(name)
                or _ORDINAL.match(name)
            )
            return CAPTION if lonely else RECORD
        return RECORD

    def _goes_on(self, texts: dict[int, str]) -> bool:
        """Tell whether a lone text goes on with the row above, in a table whose records are numbered."""
        index, text = next(iter(texts.items()))
        lone = not _ORDINAL.match(text) and ":" not in text and not _PLACE_NAME.fullmatch(text)
        return bool(self._serial) and self.heading.keys.get(index) in GOING_ON and lone

    def _without_name(self, row: Row, texts: dict[int, str]) -> str:
        if self._has(self._personal, row, texts):
            return RECORD
        if len(texts) == 1 and not isinstance(row[next(iter(texts))], int | float):
            return RECORD if self._goes_on(texts) else CAPTION
        telling = {
            index for index in texts if index not in self._counts and not _is_number(row[index])
        }
        if not telling:
            return NUMBERS
        if self._has(self._strong, row, texts):
            return RECORD
        return CAPTION if len(telling) == 1 else NAMELESS


def _is_section(texts: dict[int, str], name: int) -> bool:
    """Tell whether a row holds the name of a place, in front or as the name, and beside it only ordinals and counts."""
    places = [
        index
        for index, text in texts.items()
        if _PLACE_NAME.fullmatch(_ORDINAL.sub("", text).strip("【】[]"))
    ]
    if not places or (name in texts and places[0] > name):
        return False
    return all(index == places[0] or _SLIGHT.fullmatch(text) for index, text in texts.items())


def tidy_text(cell: Cell) -> str:
    """Return the text of a cell without blanks, brackets and colons made half-width."""
    text = "".join(text_of(cell).split())
    return text.translate(_HALF) if not isinstance(cell, CellError) else text


_HALF = str.maketrans("（）：，；０１２３４５６７８９", "():,;0123456789")


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdigit())


def _has_digits(text: str) -> bool:
    return re.search(r"\d{3}", text) is not None


_COUNTED = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_LINE_WORDS = ("栏次", "行次", "列次", "序号", "栏目")


def _counts_up(cells: list[Cell]) -> bool:
    """Tell whether the cells are the column marks 1 2 3 …, 甲 乙 1 2 …, A B C … that some forms have under the headings."""
    texts = [tidy_text(cell).strip("()") for cell in cells]
    texts = [text for text in texts if text and text not in _LINE_WORDS]
    numbers = [text for text in texts if text not in _COUNTED[0]]
    marks = texts if len(numbers) < 2 else numbers
    if len(texts) < 3 or any(len(text) > 2 for text in marks):
        return False
    runs = (*_COUNTED, *([str(n) for n in range(first, first + len(marks))] for first in range(3)))
    return any(marks == list(run[: len(marks)]) for run in runs)
