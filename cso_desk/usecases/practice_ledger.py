"""The practice ledger: what an office might have kept for 百泉镇 for years, flaws and all; made the same every time.

python -m cso_desk.usecases.practice_ledger resources/practice/练习台账.xlsx
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cso_desk.policy import divisions

from .community_names import short_name
from .practice_names import CommunityNames, Person, person, words

TOWNSHIP = "410782103"
TITLE = "百泉镇社区社会组织备案登记台账（2023年度）"
HEADINGS = (
    "序号",
    "社区（村）",
    "社区社会组织名称",
    "类别",
    "成立时间",
    "负责人",
    "联系电话",
    "身份证号",
    "成员人数",
    "其中党员",
    "活动场所",
    "主要活动",
    "备案编号",
    "备案时间",
    "备 注",
)
SIZES = {
    "001": 11,
    "006": 7,
    "008": 6,
    "013": 8,
    "018": 5,
    "201": 6,
    "202": 4,
    "204": 5,
    "208": 3,
    "213": 4,
}
"""Last three digits of the community's code → how many organizations the ledger has of it."""
Cell = str | int | None

_SEED = 20231120
_LOCAL_WORDS = {
    "文体活动类": ("文体活动类", "文体类", "文体娱乐", "文艺", "文体"),
    "公益慈善类": ("公益慈善类", "志愿服务", "公益慈善", "公益"),
    "居民互助类": ("居民互助类", "邻里互助", "互助类"),
    "生活服务类": ("生活服务类", "便民服务", "为老服务"),
    "农村生产技术服务类": ("农村生产技术服务类", "种植技术", "农技服务"),
    "其他": ("其他", "其它"),
}


@dataclass(frozen=True, slots=True)
class _Community:
    name: str
    rural: bool


def rows() -> list[list[Cell]]:
    """Return the ledger's rows below the heading: organizations, subtotals, one line twice, notes at the end."""
    random = Random(_SEED)
    found: list[list[Cell]] = []
    number = 0
    for ending, size in SIZES.items():
        place = divisions.tree()[TOWNSHIP + ending]
        community = _Community(place.name, place.kind == "农村")
        lines = list(_organizations(random, community, size, number))
        number += size
        found.extend(lines)
        found.append(["小计", None, f"{size}个"])
    found.insert(4, list(found[3]))
    found.append(
        [number + 1, "幸福里小区", "幸福里小区合唱团", "文体类", "2022年9月", "尹东海", *[None] * 9]
    )
    found.append(["合计", None, f"{number + 1}个"])
    found.append(["注：1.类别按活动内容填写；2.没有备案的编号一栏空着。"])
    return found


def _organizations(
    random: Random, community: _Community, size: int, before: int
) -> Iterator[list[Cell]]:
    names = CommunityNames(short_name(community.name))
    specs = words()["categories"]
    leader: Person | None = None
    kinds = [kind for kind, spec in specs.items() if community.rural or not spec.get("rural")]
    for number in range(before + 1, before + size + 1):
        kind = random.choices(kinds, [specs[one]["weight"] for one in kinds])[0]
        name, activity = names.next(random, list(specs[kind]["activities"]))
        if not leader or random.random() < 0.85:
            leader = person(random, number * 137, "07")
        members = 9 + int(random.expovariate(1 / 20))
        filed = random.random() < 0.75
        year = random.choice((2020, 2021, 2021, 2022))
        yield [
            number,
            _spelled(random, community.name),
            name,
            random.choice(_LOCAL_WORDS[kind]),
            _date(random, random.randrange(2008, 2020)),
            _leader_name(leader, number),
            _phone(leader, number),
            _identity(random, leader, number),
            _members(members, number),
            min(int(random.expovariate(1 / 3)), members),
            short_name(community.name) + random.choice(words()["venues"]),
            specs[kind]["activities"][activity] if random.random() < 0.8 else None,
            f"百泉社备〔{year}〕{number:04d}号" if filed else None,
            _date(random, year) if filed and random.random() < 0.85 else None,
            "年龄偏大，计划换届" if number == 9 else None,
        ]


def _spelled(random: Random, name: str) -> str:
    short = short_name(name)
    brief = name.replace("居民委员会", "居委会").replace("村民委员会", "村委会")
    return random.choice((name, short, short, brief, "百泉镇" + short))


def _date(random: Random, year: int) -> str:
    month, day = random.randrange(1, 13), random.randrange(1, 29)
    shapes = (
        f"{year}年{month}月{day}日",
        f"{year}.{month}.{day}",
        f"{year}-{month:02d}",
        f"{year}年{month}月",
        f"{year}{month:02d}{day:02d}",
    )
    return random.choice(shapes)


def _leader_name(leader: Person, number: int) -> str:
    if number == 13:
        return "王䶮"
    return f"{leader.name[0]}　{leader.name[1]}" if len(leader.name) == 2 else leader.name


def _phone(leader: Person, number: int) -> Cell:
    if number % 11 == 0:
        return f"0373-5550{number:03d}"
    if number == 17:
        return leader.phone[:-1]
    if number == 20:
        return f"{leader.phone}、0373-5550{number:03d}"
    return int(leader.phone) if number % 3 == 0 else leader.phone


def _identity(random: Random, leader: Person, number: int) -> str | None:
    """Return the identity number as the ledger has it: mostly right, now and then damaged, masked, old or blank."""
    good = leader.id_number
    flawed = {
        6: good[:-1],
        15: good[:17] + str((int(good[17].replace("X", "3")) + 1) % 10),
        23: good[:6] + good[8:17],
        31: good[:6] + "********" + good[-4:],
        40: f"{good[:6]} {good[6:14]} {good[14:]}",
    }
    return flawed.get(number, good if random.random() < 0.85 else None)


def _members(members: int, number: int) -> Cell:
    if number == 12:
        return f"约{members}"
    return f"{members}人" if number % 4 == 0 else members


def write(out: Path) -> None:
    """Write the ledger as a workbook; raises `Trouble` when it cannot be written."""
    from cso_desk.workbooks.ledger_writing import write_ledger

    whole: list[Sequence[Cell]] = [[*row, *[None] * (len(HEADINGS) - len(row))] for row in rows()]
    write_ledger(out, HEADINGS, whole, title=TITLE)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
