"""How alike two organizations are: by name, by leader, by room. Pure; no record is read here.

One leader with four teams and one room with eight are everyday (domain.md 11.4), so a shared leader or room counts
only together with names that could mean the same. Candidates come from buckets, never from comparing each with each.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

SAME_NAME = "名称相同"
ONE_SIGN = "名称只差一个字"
SAME_LEADER = "同一负责人"
SAME_ROOM = "同一场所"
LIKE_NAME = "名称相近"
_COUNTING = frozenset("0123456789零一二三四五六七八九十百甲乙丙丁东西南北中上下前后左右老新大小")
_BLANKS = re.compile(r"[\s·•、,，.。()（）【】“”\"'—\-]+")
_PERSON = re.compile(r"\s+")
_ALIKE = 0.7
"""The part of two names that runs in common where the same room makes them look like one."""
_BUCKET = 60
"""More organizations under one leader or in one room than this tell nothing about their being the same."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a place: `activities` and `forms` end a name and say what is done, not who does it."""

    activities: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of one organization. `core` is the name without place, `brand` the core without activity.

    `whole` is the name with its place: it tells while one of the two communities is still open (社区待定).

    `known` tells that the activity is one of the place's words: 腰鼓队 and 盘鼓队 are two teams, 腰鼓对 is a slip.
    """

    id: str
    community: str
    core: str
    brand: str
    activity: str
    known: bool
    category: str
    leader: str
    numbers: frozenset[str]
    room: str
    whole: str = ""


def traits(
    words: Words,
    *,
    record: str,
    name: str,
    community: str,
    places: Iterable[str],
    category: str = "",
    leader: str = "",
    phone: str = "",
    leader_id: str = "",
    room: str = "",
) -> Traits:
    """Return what is compared; `places` are the words for community and township that a name may begin with."""
    core = core_of(name, places)
    activity, known = _ending(core, words)
    numbers = {leader_id, *phone.replace("-", "").split("、")} - {""}
    return Traits(
        id=record,
        community=community,
        core=core,
        brand=core.removesuffix(activity),
        activity=activity,
        known=known,
        category=category,
        leader=_PERSON.sub("", leader),
        numbers=frozenset(numbers),
        room=core_of(room, places),
        whole=core_of(name, ()),
    )


def core_of(name: str, places: Iterable[str]) -> str:
    """Return a name without signs and without the places at its head; the whole of it where nothing else is left."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", name))
    rest = plain
    for place in sorted(places, key=len, reverse=True):
        if place and rest.startswith(place):
            rest = rest.removeprefix(place)
    return rest or plain


def _ending(core: str, words: Words) -> tuple[str, bool]:
    """Return the activity with its form at the end of a core (the bare form where it is unknown), and if it is known."""
    forms = [one for one in words.forms if core.endswith(one)]
    form = max(forms, key=len, default="")
    stem = core.removesuffix(form)
    fitting = [one for one in words.activities if stem.endswith(one) or core.endswith(one)]
    if not fitting:
        return form, False
    longest = max(fitting, key=len)
    return (longest if core.endswith(longest) else longest + form), bool(form)


def reasons(one: Traits, other: Traits) -> tuple[str, ...]:
    """Return why two organizations may be the same, () when nothing speaks for it."""
    near = one.community == other.community or not one.community or not other.community
    leader = _same_leader(one, other, near)
    room = bool(one.room) and one.room == other.room and near
    name = _name_reason(one, other)
    found = [name] if name and (near or leader) else []
    if leader and (found or (near and _could_be_one(one, other))):
        found.append(SAME_LEADER)
    if room and (found or _names_run_together(one, other)):
        found.append(SAME_ROOM)
    return tuple(found)


def _same_leader(one: Traits, other: Traits, near: bool) -> bool:
    """The same name with a number in common; in one place also where no two numbers contradict it."""
    if not one.leader or one.leader != other.leader:
        return False
    if one.numbers & other.numbers:
        return True
    return near and not (one.numbers and other.numbers)


def _name_reason(one: Traits, other: Traits) -> str:
    if one.core == other.core or (one.whole and one.whole == other.whole):
        return SAME_NAME
    if _differs_in_one(one, other):
        return ONE_SIGN
    return LIKE_NAME if _brands_agree(one, other) and one.activity == other.activity else ""


def _differs_in_one(one: Traits, other: Traits) -> bool:
    signs = _one_edit(one.core, other.core)
    if signs is None or signs <= _COUNTING:
        return False
    return not (one.brand == other.brand and one.known and other.known)


def _one_edit(left: str, right: str) -> set[str] | None:
    """Return the characters in which two texts differ when one edit turns one into the other, else None."""
    if left == right:
        return set()
    if abs(len(left) - len(right)) > 1:
        return None
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), None)
    if at is None:
        return {max(left, right, key=len)[-1]}
    if len(left) == len(right):
        return {left[at], right[at]} if left[at + 1 :] == right[at + 1 :] else None
    short, long = sorted((left, right), key=len)
    return {long[at]} if short[at:] == long[at + 1 :] else None


def _could_be_one(one: Traits, other: Traits) -> bool:
    """Could two names of one leader mean one organization: same kind of activity, or nothing known against it?"""
    if one.brand and one.brand == other.brand:
        return True
    if one.activity and other.activity and one.activity == other.activity:
        return True
    known = one.category and other.category
    return bool(known) and one.category == other.category and _common(one.core, other.core) >= 0.5


def _brands_agree(one: Traits, other: Traits) -> bool:
    if len(one.brand) < 2 or len(other.brand) < 2:
        return False
    if one.brand == other.brand:
        return one.category == other.category or not one.category or not other.category
    signs = _one_edit(one.brand, other.brand)
    return signs is not None and not signs <= _COUNTING and one.activity == other.activity


def _names_run_together(one: Traits, other: Traits) -> bool:
    """Do two names begin alike, or run in common for the most part?"""
    same = 0
    for left, right in zip(one.core, other.core, strict=False):
        if left != right:
            break
        same += 1
    begins = same >= max(2, 0.6 * min(len(one.core), len(other.core)))
    return begins or _common(one.core, other.core) >= _ALIKE


def _common(left: str, right: str) -> float:
    """Return how much of two texts is a common subsequence: 0 nothing, 1 all."""
    lengths = [0] * (len(right) + 1)
    for sign in left:
        before = 0
        for at, other in enumerate(right, 1):
            before, lengths[at] = (
                lengths[at],
                before + 1 if sign == other else max(lengths[at], lengths[at - 1]),
            )
    return 2 * lengths[-1] / (len(left) + len(right)) if left or right else 0.0


def pairs(all_of_them: Sequence[Traits]) -> Iterator[tuple[Traits, Traits, tuple[str, ...]]]:
    """Go through the pairs that may be one organization, each once, those of one place and name first.

    Community by community, so that a province's register needs no more room than its largest community; across
    communities only a shared leader or the very same name makes candidates.
    """
    places: dict[str, list[Traits]] = defaultdict(list)
    for one in all_of_them:
        places[one.community].append(one)
    for neighbours in places.values():
        yield from _alike(_buckets(neighbours, bucket_keys))
    for one, other, why in _alike(_buckets(all_of_them, far_keys)):
        if one.community != other.community:
            yield one, other, why


def _alike(
    buckets: Iterable[list[Traits]],
) -> Iterator[tuple[Traits, Traits, tuple[str, ...]]]:
    seen: set[tuple[str, str]] = set()
    for bucket in buckets:
        for one, other in combinations(bucket, 2):
            key = (one.id, other.id) if one.id < other.id else (other.id, one.id)
            if key in seen:
                continue
            seen.add(key)
            if why := reasons(one, other):
                yield one, other, why


def _buckets(
    all_of_them: Iterable[Traits], keys: Callable[[Traits], Iterator[tuple[str, ...]]]
) -> Iterator[list[Traits]]:
    found: dict[tuple[str, ...], list[Traits]] = defaultdict(list)
    for one in all_of_them:
        for key in set(keys(one)):
            found[key].append(one)
    return (bucket for bucket in found.values() if 1 < len(bucket) <= _BUCKET)


def bucket_keys(one: Traits) -> Iterator[tuple[str, ...]]:
    """Go through the keys that look-alikes of one community share: the name less one character, leader, room, brand."""
    for at in range(len(one.core)):
        yield "name", one.core[:at] + one.core[at + 1 :]
    yield "name", one.core
    if one.leader:
        yield "leader", one.leader
    if one.room:
        yield "room", one.room
    if len(one.brand) > 1:
        yield "brand", one.brand
        for at in range(len(one.brand)):
            yield "brand", one.activity, one.brand[:at] + one.brand[at + 1 :]


def far_keys(one: Traits) -> Iterator[tuple[str, ...]]:
    """Go through the keys that look-alikes of two communities share: the whole name, the leader with a number."""
    yield "name", one.whole
    for number in one.numbers if one.leader else ():
        yield "leader", one.leader, number
