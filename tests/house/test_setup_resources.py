"""The packed resources: whole, small enough, and each with its licence."""

import gzip
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from reportlab.pdfbase.ttfonts import TTFontFace

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
FONTS = RESOURCES / "fonts"
MEGABYTE = 1_000_000


@cache
def tongyong() -> str:
    """The characters of 通用规范汉字表."""
    text = (ROOT / "packaging" / "tongyong_8105.txt").read_text(encoding="utf-8")
    return text.replace("\n", "")


@cache
def drawn_by(name: str) -> frozenset[int]:
    return frozenset(TTFontFace(str(FONTS / name)).charToGlyph)


@cache
def divisions() -> list[dict[str, str]]:
    head, *rows = read_divisions()
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_divisions() -> list[list[str]]:
    packed = (RESOURCES / "divisions" / "henan.tsv.gz").read_bytes()
    text = gzip.decompress(packed).decode("utf-8")
    return [line.split("\t") for line in text.splitlines()]


def the(code: str) -> dict[str, str]:
    return next(row for row in divisions() if row["code"] == code)


FAMILIES = (
    *("NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"),
    *("NotoSansSC_400Regular.ttf", "NotoSansSC_500Medium.ttf"),
)


def test_the_list_of_characters_is_the_state_councils() -> None:
    assert len(tongyong()) == len(set(tongyong())) == 8105
    assert tongyong().startswith("一乙二十丁厂七卜八人")
    assert sum(ord(c) > 0xFFFF for c in tongyong()) == 196


@pytest.mark.parametrize("name", FAMILIES)
def test_each_font_draws_every_character_of_the_list_and_of_forms(name: str) -> None:
    signs = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·￥％℃①⑩㈠□■○●√×①Ⅰ〇々ABCabc019 "
    assert [c for c in tongyong() + signs if ord(c) not in drawn_by(name)] == []


@pytest.mark.parametrize("name", FAMILIES)
def test_each_font_draws_rare_names_of_the_list(name: str) -> None:
    assert {ord(c) for c in "䶮㛃𬭼"} <= drawn_by(name)


def test_the_regular_weights_are_whole() -> None:
    for name in ("NotoSerifSC_400Regular.ttf", "NotoSansSC_400Regular.ttf"):
        assert len(drawn_by(name)) > 28_000


def test_the_fonts_are_small_enough_for_the_repository() -> None:
    size = sum(path.stat().st_size for path in FONTS.iterdir())
    assert size <= 40 * MEGABYTE


def test_no_resource_is_without_a_readme_and_a_licence() -> None:
    for folder in ("fonts", "divisions", "icons"):
        names = {path.name for path in (RESOURCES / folder).iterdir()}
        assert "README.md" in names
        assert any(name.startswith(("LICENSE", "OFL")) for name in names)
    assert (RESOURCES / "policy" / "founding" / "README.md").is_file()
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").split()[:2] == ["Apache", "License"]


def test_the_tree_of_henan_is_whole() -> None:
    levels = Counter(row["level"] for row in divisions())
    assert levels == {
        "province": 1,
        "city": 17,
        "county": 181,
        "township": 2586,
        "community": 52378,
    }


def test_codes_have_the_length_of_their_level() -> None:
    length = {"province": 2, "city": 4, "county": 6, "township": 9, "community": 12}
    assert all(len(r["code"]) == length[r["level"]] and r["code"].isdigit() for r in divisions())
    assert len({r["code"] for r in divisions()}) == len(divisions())


def test_every_parent_stands_before_its_children() -> None:
    seen = {""}
    for row in divisions():
        assert row["parent"] in seen
        seen.add(row["code"])


def test_jiyuan_reports_to_the_province() -> None:
    assert the("419001")["name"] == "济源市"
    assert the("419001")["parent"] == "41"
    assert not any(row["code"] == "4190" for row in divisions())
    assert the("419001001")["short"] == "沁园街道"
    assert the("419001001")["parent"] == "419001"


@pytest.mark.parametrize(
    ("name", "short", "kind"),
    [
        ("栾川县城关镇西地社区居民委员会", "西地社区", "城市"),
        ("宋庄村民委员会", "宋庄村", "农村"),
        ("陈寨村村委会", "陈寨村", "农村"),
        ("中心路居民委员会", "中心路社区", "城市"),
        ("虚拟生活区", "虚拟生活区", ""),
    ],
)
def test_a_community_has_an_everyday_name_and_a_guessed_kind(
    name: str, short: str, kind: str
) -> None:
    row = next(row for row in divisions() if row["name"] == name)
    assert (row["short"], row["kind"]) == (short, kind)


@pytest.mark.parametrize(
    ("code", "typed"),
    [("411082", "cg"), ("410783", "cy"), ("410621", "xx"), ("410105015", "zc"), ("410882", "qy")],
)
def test_initials_know_the_readings_of_local_names(code: str, typed: str) -> None:
    assert any(spelling.startswith(typed) for spelling in the(code)["initials"].split())


def test_every_unit_can_be_found_by_initials() -> None:
    assert all(r["initials"].replace(" ", "").isalnum() for r in divisions())
    assert all(r["initials"].isascii() for r in divisions())


def test_the_tree_is_read_in_a_moment() -> None:
    started = time.process_time()
    read_divisions()
    assert time.process_time() - started < 5


def test_each_icon_listed_is_there_and_draws() -> None:
    table = (RESOURCES / "icons" / "README.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")}
    files = sorted((RESOURCES / "icons").glob("*.svg"))
    assert {path.stem for path in files} == listed
    for path in files:
        assert "currentColor" in path.read_text(encoding="utf-8")
        assert QSvgRenderer(str(path)).isValid(), path.name


def test_an_icon_takes_a_colour() -> None:
    text = (RESOURCES / "icons" / "house.svg").read_text(encoding="utf-8")
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    QSvgRenderer(text.replace("currentColor", "#1f5fa8").encode()).render(painter)
    painter.end()
    colours = {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}
    assert "#1f5fa8" in colours
