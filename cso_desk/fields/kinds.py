"""What every kind of value can do: read text, show itself, say what is wrong, travel as JSON."""

from __future__ import annotations

import unicodedata
from typing import Any


class BadValue(ValueError):
    """Text that is not a value of its kind; `code` is a machine word, `message` a Chinese sentence with what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def tidy(text: str) -> str:
    """Return `text` without invisible characters, outer blanks and runs of blanks (line breaks stay)."""
    lines = text.translate(INVISIBLE).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def narrow(text: str) -> str:
    """Return `text` with full-width letters and digits made half-width, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text.translate(INVISIBLE)).split())


class Kind:
    """One kind of value. `None` is never passed: an empty field has no value."""

    name = "text"
    """The word by which widgets, sheets and packages choose how to treat the kind."""

    def parse(self, text: str) -> Any:
        """Return the value written as `text`, None for blank text; raises `BadValue`."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return the text that a clerk reads; `parse(show(v)) == v`."""
        return str(value)

    def check(self, value: Any) -> str | None:
        """Return a Chinese sentence if `value` cannot be kept, else None."""
        return None

    def to_json(self, value: Any) -> Any:
        """Return `value` as JSON keeps it."""
        return value

    def from_json(self, value: Any) -> Any:
        """Return the value that `to_json` made; raises `BadValue` when it is none of this kind."""
        return value


class Text(Kind):
    """Words. `max_length` counts characters (code points); `lines` is how many lines its widget shows."""

    name = "text"

    def __init__(self, max_length: int = 200, lines: int = 1) -> None:
        self.max_length = max_length
        self.lines = lines

    def parse(self, text: str) -> str | None:
        value = tidy(text)
        if self.lines == 1:
            value = " ".join(value.split())
        if fault := self.check(value):
            raise BadValue("too_long", fault)
        return value or None

    def check(self, value: str) -> str | None:
        if len(value) > self.max_length:
            return f"最多 {self.max_length} 个字，现有 {len(value)} 个字，请写短一些。"
        return None

    def from_json(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue("not_text", "应为文字。")
        return value


class Choice(Kind):
    """One word of a code list.

    `words` are the allowed words in the order that they are offered. An empty `words` means that the list
    `list_key` belongs to the policy pack of the place: then any word is taken here and the use case checks it.
    """

    name = "choice"

    def __init__(self, list_key: str, words: tuple[str, ...] = ()) -> None:
        self.list_key = list_key
        self.words = words

    def parse(self, text: str) -> str | None:
        value = narrow(text)
        if not value or not self.words:
            return tidy(text) or None
        for word in self.words:
            if narrow(word) == value:
                return word
        raise BadValue("not_in_list", not_offered(text.strip(), self.words))

    def check(self, value: str) -> str | None:
        return None if not self.words or value in self.words else not_offered(value, self.words)

    def from_json(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue("not_text", "应为文字。")
        return value


def not_offered(text: str, words: tuple[str, ...]) -> str:
    """Return the sentence for a word that is not in its code list."""
    return f"“{text}”不在可选项里，请从“{'、'.join(words)}”中选一项。"


class Whole(Kind):
    """A whole number between `low` and `high`, both included."""

    name = "whole"

    def __init__(self, low: int = 0, high: int = 999_999_999) -> None:
        self.low = low
        self.high = high

    def parse(self, text: str) -> int | None:
        value = narrow(text).replace(",", "")
        if not value:
            return None
        digits = value[:-1] if value[-1] in "人名个户" else value
        if digits.endswith(".0"):
            digits = digits[:-2]
        if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdigit():
            raise BadValue("not_number", f"“{text.strip()}”不是整数，请只写阿拉伯数字。")
        if len(digits) > 15:
            raise BadValue("out_of_range", f"数字太大，应在 {self.low} 到 {self.high} 之间。")
        number = int(digits)
        if fault := self.check(number):
            raise BadValue("out_of_range", fault)
        return number

    def check(self, value: int) -> str | None:
        if self.low <= value <= self.high:
            return None
        return f"应在 {self.low} 到 {self.high} 之间，现为 {value}。"

    def from_json(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadValue("not_number", "应为整数。")
        return value


class Decimal2(Kind):
    """A quantity with at most two decimals, kept as hundredths (floor area in ㎡)."""

    name = "decimal"
    unit = "㎡"

    def __init__(self, low: int = 0, high: int = 99_999_999_99) -> None:
        self.low = low
        self.high = high

    def parse(self, text: str) -> int | None:
        value = (
            narrow(text)
            .replace(",", "")
            .removesuffix(self.unit)
            .removesuffix("元")
            .removesuffix("m2")
        )
        value = value.removesuffix("平方米")
        if not value:
            return None
        whole, dot, rest = value.partition(".")
        good = (
            whole.isascii() and whole.isdigit() and (not dot or (rest.isascii() and rest.isdigit()))
        )
        if not good or len(rest) > 2 or len(whole) > 12:
            raise BadValue("not_number", f"“{text.strip()}”不是数字，请写成如 120 或 120.50。")
        number = int(whole) * 100 + int((rest + "00")[:2] or 0)
        if fault := self.check(number):
            raise BadValue("out_of_range", fault)
        return number

    def show(self, value: int) -> str:
        return f"{value // 100}.{value % 100:02d}" if value % 100 else str(value // 100)

    def check(self, value: int) -> str | None:
        if self.low <= value <= self.high:
            return None
        return f"应在 {self.show(self.low)} 到 {self.show(self.high)} 之间。"

    def from_json(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadValue("not_number", "应为以百分之一为单位的整数。")
        return value


class Money(Decimal2):
    """An amount in yuan, kept as fen."""

    name = "money"
    unit = "元"


class YesNo(Kind):
    """Yes or no (是/否)."""

    name = "yesno"

    def parse(self, text: str) -> bool | None:
        value = narrow(text)
        if not value:
            return None
        if value in ("是", "有", "√", "Y", "y", "1", "true"):
            return True
        if value in ("否", "无", "×", "N", "n", "0", "false"):
            return False
        raise BadValue("not_yes_no", "请写“是”或“否”。")

    def show(self, value: bool) -> str:
        return "是" if value else "否"

    def from_json(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadValue("not_yes_no", "应为是或否。")
        return value


class Division(Kind):
    """The id of a unit of the division tree (a community in most places); shown by whoever knows the tree."""

    name = "division"

    def parse(self, text: str) -> str | None:
        return narrow(text) or None


class Link(Kind):
    """The id of a record in `table`."""

    name = "link"

    def __init__(self, table: str) -> None:
        self.table = table

    def parse(self, text: str) -> str | None:
        return narrow(text) or None


class Data(Kind):
    """A structure that one use case owns (charter clauses, vote counts); never typed as text by a clerk."""

    name = "data"

    def parse(self, text: str) -> Any:
        import json

        return json.loads(text) if tidy(text) else None

    def show(self, value: Any) -> str:
        import json

        return json.dumps(value, ensure_ascii=False, sort_keys=True)
