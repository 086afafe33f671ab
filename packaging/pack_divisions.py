"""Remake resources/divisions/henan.tsv.gz from the npm package china-division (2.7.0).

    npm pack china-division@2.7.0            (unpack it into a folder)
    pip install pypinyin==0.55.0
    python packaging/pack_divisions.py FOLDER [PROVINCE CODE]

The format is told in resources/divisions/README.md. Same input, same bytes.
"""

import csv
import gzip
import itertools
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

DIVISIONS = Path(__file__).parent.parent / "resources" / "divisions"
HENAN = "41"
MOST_SPELLINGS = 8

URBAN = ("居民委员会", "居民管理委员会", "居委会", "社区")
RURAL = ("村民委员会", "村委会", "村")
# A community may still be published under a township that has a new name.
OLD_TOWN = re.compile(r"^.{1,12}?(镇|乡|街道|示范区)(?=..)")
COMMITTEES = ("居民委员会", "居民管理委员会", "居委会", "村民委员会", "村委会")


class Row(NamedTuple):
    code: str
    name: str
    short: str
    level: str
    parent: str
    kind: str
    initials: str


def main() -> None:
    folder = Path(sys.argv[1])
    if (folder / "package").is_dir():
        folder /= "package"
    province = sys.argv[2] if len(sys.argv) > 2 else HENAN
    lines = ["\t".join(row) for row in rows(folder / "dist", province)]
    text = "\n".join(["\t".join(Row._fields), *lines]) + "\n"
    packed = gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)
    (DIVISIONS / "henan.tsv.gz").write_bytes(packed)
    shutil.copyfile(folder / "LICENSE", DIVISIONS / "LICENSE-china-division.txt")


def rows(dist: Path, province: str) -> Iterator[Row]:
    """All rows of one province, the higher levels first, each level in the order of its codes."""
    mine = [r for r in read(dist / "provinces.csv") if r["code"] == province]
    names: dict[str, str] = {}
    for r in mine:
        yield plain(r, "province", "", names)
    placeholders = set()
    for r in of(province, dist / "cities.csv"):
        if r["name"].startswith(("省直辖", "自治区直辖")):
            placeholders.add(r["code"])
        else:
            yield plain(r, "city", province, names)
    for r in of(province, dist / "areas.csv"):
        # 济源 hangs on 4190 省直辖县级行政区划, which is no unit: it reports to the province.
        parent = province if r["cityCode"] in placeholders else r["cityCode"]
        yield plain(r, "county", parent, names)
    for r in of(province, dist / "streets.csv"):
        yield township(r, names)
    for r in of(province, dist / "villages.csv"):
        yield community(r, names)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda r: r["code"])


def of(province: str, path: Path) -> list[dict[str, str]]:
    return [r for r in read(path) if r["provinceCode"] == province]


def plain(r: dict[str, str], level: str, parent: str, names: dict[str, str]) -> Row:
    names[r["code"]] = r["name"]
    return Row(r["code"], r["name"], r["name"], level, parent, "", initials(r["name"]))


def township(r: dict[str, str], names: dict[str, str]) -> Row:
    """Some are published with the county before the name (济源市沁园街道): short is without it."""
    short = without(r["name"], [names[r["areaCode"]]])
    names[r["code"]] = short
    return Row(r["code"], r["name"], short, "township", r["areaCode"], "", initials(short))


def community(r: dict[str, str], names: dict[str, str]) -> Row:
    town, county = names[r["streetCode"]], names[r["areaCode"]]
    city, province = names.get(r["cityCode"], ""), names[r["provinceCode"]]
    local = r["name"].removeprefix(province + city)
    old_town = OLD_TOWN.match(local.removeprefix(county))
    above = [county + town, town, county + (old_town[0] if old_town else ""), county]
    short = everyday(local, above)
    kind = guessed_kind(r["name"])
    return Row(r["code"], r["name"], short, "community", r["streetCode"], kind, initials(short))


def guessed_kind(name: str) -> str:
    """城市, 农村 or '' from the committee's name: a guess below the office's own label."""
    if name.endswith(URBAN):
        return "城市"
    return "农村" if name.endswith(RURAL) else ""


def everyday(name: str, above: Iterable[str]) -> str:
    """What people say: 宋庄村民委员会 -> 宋庄村, 栾川县城关镇西地社区居民委员会 -> 西地社区."""
    committee = next((c for c in COMMITTEES if name.endswith(c)), "")
    base = without(name.removesuffix(committee), above)
    if committee.startswith("居") and not base.endswith(("社区", "村", "小区")):
        return base + "社区"
    if committee.startswith("村") and not base.endswith(("村", "社区")):
        return base + "村"
    return base


def without(name: str, above: Iterable[str]) -> str:
    """`name` without the first of the units above that it begins with, if a name remains."""
    for prefix in above:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) > 1 and rest not in ("社区", "街道"):
            return rest
    return name


def initials(name: str) -> str:
    """Pinyin initials, the likeliest first, then those of other readings, separated by blanks."""
    from pypinyin import Style, lazy_pinyin

    read_as = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=list)
    if len(read_as) != len(name):
        read_as = [lazy_pinyin(c, style=Style.FIRST_LETTER)[0] for c in name]
    choices = [
        [first[:1].lower(), *(i for i in polyphones().get(c, ()) if i != first[:1])]
        for c, first in zip(name, read_as, strict=True)
        if c.isalnum()
    ]
    spellings = itertools.islice(itertools.product(*choices), MOST_SPELLINGS)
    return " ".join(dict.fromkeys("".join(s) for s in spellings))


@cache
def polyphones() -> dict[str, list[str]]:
    lines = (DIVISIONS / "polyphones.tsv").read_text(encoding="utf-8").splitlines()
    return {c: letters.split() for c, letters in (line.split("\t") for line in lines)}


if __name__ == "__main__":
    main()
