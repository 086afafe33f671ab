"""Invented people and organizations that look real: the same ones for the same seed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from cso_desk.fields import check_character
from cso_desk.policy.pack import RESOURCES

_MOBILES = [
    f"1{group}{digit}"
    for group, digits in (
        ("3", "0123456789"),
        ("5", "012356789"),
        ("7", "035678"),
        ("8", "012356789"),
    )
    for digit in digits
]
_DIGITS = "零一二三四五六七八九"


@cache
def words() -> dict[str, Any]:
    """Return the words that names are made of (resources/practice/names.json)."""
    found: dict[str, Any] = json.loads((RESOURCES / "practice" / "names.json").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person; no such identity number or mobile was ever given out."""

    name: str
    sex: str
    id_number: str
    phone: str


def person(random: Random, number: int, city: str = "08") -> Person:
    """Return invented person `number`; mobiles differ for the first 340,000 of them."""
    woman = random.random() < 0.62
    given = words()["given_women" if woman else "given_men"]
    start = random.randrange(len(given) // 2) * 2
    name = random.choice(words()["surnames"]) + given[start : start + random.choice((1, 2, 2, 2))]
    if random.random() < 0.01:
        name = name[0] + random.choice(words()["rare"])
    return Person(name, "女" if woman else "男", _id_number(random, woman, city), phone(number))


def _id_number(random: Random, woman: bool, city: str) -> str:
    county = f"41{city}9{random.randrange(10)}"
    birth = (
        f"{random.randrange(1944, 1997)}{random.randrange(1, 13):02d}{random.randrange(1, 29):02d}"
    )
    first17 = f"{county}{birth}{random.randrange(500) * 2 + (0 if woman else 1):03d}"
    return first17 + check_character(first17)


def phone(number: int) -> str:
    """Return the mobile of invented person `number` (1xx0000xxxx)."""
    block, rest = divmod(number, 10_000)
    return f"{_MOBILES[(rest * 7 + block) % len(_MOBILES)]}0000{rest:04d}"


def ordinal(number: int) -> str:
    """Return a number from 1 to 99,999 as 第…队 is said, in Chinese digits where it is short."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


class CommunityNames:
    """Gives names that are unique within one community."""

    def __init__(self, short: str) -> None:
        self._short = short
        self._taken: set[str] = set()
        self._more = 1

    def next(self, random: Random, activities: Sequence[str]) -> tuple[str, str]:
        """Return a name that this community has not heard yet, and the activity in it."""
        name = activity = ""
        for _ in range(4):
            head = self._short if random.random() < 0.75 else ""
            brand = random.choice(words()["brands"]) if not head or random.random() < 0.7 else ""
            activity = random.choice(activities)
            name = head + brand + activity
            if name not in self._taken:
                break
        else:
            self._more += 1
            name = f"{name}第{ordinal(self._more)}分队"
        self._taken.add(name)
        return name, activity


def weighted_sizes(random: Random, total: int, parts: int) -> list[int]:
    """Cut `total` into `parts` unequal numbers: few communities have many organizations, many have few."""
    weights = [1.0 / (rank + 1.5) ** 0.7 for rank in range(parts)]
    random.shuffle(weights)
    whole = sum(weights)
    sizes = [int(total * weight / whole) for weight in weights]
    for index in range(total - sum(sizes)):
        sizes[index % parts] += 1
    return sizes


def credit_code(random: Random, city: str = "08") -> str:
    """Return an invented credit code of a registered private non-enterprise unit with a right check character."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    first17 = f"5241{city}9{random.randrange(10)}MJ" + "".join(
        random.choice(alphabet) for _ in range(7)
    )
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    return first17 + alphabet[(31 - total % 31) % 31]
