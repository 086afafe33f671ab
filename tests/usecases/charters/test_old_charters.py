"""Three old charters as Word files: taken in, checked for what they must say, compared with the template's text."""

import io
import zipfile
from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    charter,
    charter_import,
    charter_versions,
    clause_matching,
    register,
)
from cso_desk.usecases.clause_difference import ADDED, CHANGED, DROPPED
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.text_difference import Piece

from .written_charters import CHARTERS, FILES


@pytest.fixture
def team(town: Desk, village: str) -> str:
    values = {
        "name": "百泉社区夕阳红舞蹈队",
        "community": village,
        "nature": "社会团体性质",
        "venue": "百泉社区文化广场",
        "scope": "组织居民开展广场舞、健身操",
    }
    return register.save_organization(town, None, values).value


@pytest.mark.parametrize("name", CHARTERS)
def test_the_word_file_holds_every_paragraph(name: str) -> None:
    found = charter_import.paragraphs_of(FILES / f"{name}.docx")
    assert found == [" ".join(line.split()) for line in CHARTERS[name].splitlines()]


@pytest.mark.parametrize(
    ("name", "clauses", "headings", "lacking", "extra"),
    [
        (
            "舞蹈队",
            11,
            1,
            "备案不具有法人资格 坚持党的领导 活动地域 成员的权利和义务 成员大会 活动安全和报备 "
            "信息公开 向“两委”报告工作、接受评议 终止和剩余财产",
            [10],
        ),
        (
            "乡贤参事会",
            12,
            5,
            "活动地域 经费来源和使用，不得分配 活动安全和报备 信息公开 向“两委”报告工作、接受评议",
            [],
        ),
        (
            "志愿者协会",
            6,
            1,
            "备案不具有法人资格 接受指导和管理 活动场所 活动地域 活动（业务）范围 成员的加入和退出 "
            "成员大会 负责人的产生 负责人的任期 经费来源和使用，不得分配 活动安全和报备 "
            "向“两委”报告工作、接受评议 终止和剩余财产",
            [4],
        ),
    ],
)
def test_what_an_old_charter_lacks(
    town: Desk,
    team: str,
    name: str,
    clauses: int,
    headings: int,
    lacking: str,
    extra: list[int],
) -> None:
    paragraphs = charter_import.paragraphs_of(FILES / f"{name}.docx")
    found = charter_import.look(town, team, paragraphs)
    assert (len(found.clauses), len(found.headings)) == (clauses, headings)
    assert charter_import.missing(town, found) == lacking.split()
    assert list(found.extra) == extra


def test_the_dancers_clause_by_clause(town: Desk, team: str) -> None:
    found = charter_import.look(town, team, charter_import.paragraphs_of(FILES / "舞蹈队.docx"))
    places = {one.id: one.places for one in found.matches}
    wanted = {"name": 0, "nature": 1, "purpose": 2, "guidance": 3, "venue": 4, "scope": 5}
    wanted |= {"members": 6, "board": 7, "funds": 8, "leaders": 9}
    assert {key: places[key][0] for key in wanted} == wanted
    assert "成员大会" in found.missing
    assert "党的领导" in found.missing


def test_an_old_charter_is_kept_before_the_newer_one_and_compared(
    town: Desk, team: str, tmp_path: Path
) -> None:
    charter.save(town, team, {}, passed_on="2026-03-12", votes=charter.unanimous("20", "18"))
    paragraphs = charter_import.paragraphs_of(FILES / "舞蹈队.docx")
    charter_import.keep(town, team, paragraphs, "2019-05")
    found = charter.versions(town, team)
    assert [(one.version, one.template, one.passed_on) for one in found] == [
        (2, "short", "2026-03-12"),
        (1, "自带文本", "2019-05"),
    ]
    shown = charter_versions.compare(town, team)
    kinds = [one.kind for one in shown.changes]
    assert {CHANGED, ADDED, DROPPED} <= set(kinds)
    name = next(one for one in shown.changes if one.old == "第一条")
    assert Piece("new", "（以下简称本组织）") in name.text
    assert charter_versions.compare(town, team, 1, 1).changes == ()
    paper = tmp_path / "对照表.pdf"
    assert charter_versions.print_comparison(town, team, paper).value.pages >= 1
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_day_finds_its_charter(town: Desk, team: str) -> None:
    charter_import.keep(town, team, charter_import.paragraphs_of(FILES / "舞蹈队.docx"), "2019-05")
    charter.save(town, team, {}, passed_on="2026-03-12")

    def on(day: str) -> int:
        found = charter_versions.in_force(town, team, day)
        return found.version if found else 0

    days = ("2019-05-30", "2019-05-31", "2026-03-11", "2026-03-12", "2026-02", "2030")
    assert [on(day) for day in days] == [0, 1, 1, 2, 1, 2]
    with pytest.raises(Problems, match="不是日期"):
        charter_versions.in_force(town, team, "去年")


def test_a_template_never_writes_over_a_text_that_came_in(town: Desk, team: str) -> None:
    charter_import.keep(
        town, team, charter_import.paragraphs_of_text("第一条 名称是甲。\n第二条 乙")
    )
    charter.save(town, team, {})
    assert [one.template for one in charter.versions(town, team)] == ["short", "自带文本"]


def test_pasted_text_without_clauses_is_refused(town: Desk, team: str) -> None:
    with pytest.raises(Trouble, match="里面没有文字"):
        charter_import.paragraphs_of_text("  \n ")
    with pytest.raises(Problems, match="没有找到章程条款"):
        charter_import.keep(town, team, ["某某队章程"])
    assert charter.versions(town, team) == []


def _packed(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 nothing more", "打不开"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧格式"),
        (_packed(**{"a.txt": "甲"}), "打不开"),
        (_packed(**{"word/document.xml": "<w:document"}), "打不开"),
        ((FILES / "舞蹈队.docx").read_bytes()[:20_000], "打不开"),
        (_packed(**{"word/document.xml": "0" * 101 * 1024 * 1024}), "展开后太大"),
    ],
    ids=["cut", "doc", "other zip", "no document", "half", "bomb"],
)
def test_a_broken_word_file_gets_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "老章程.docx"
    file.write_bytes(content)
    with pytest.raises(Trouble, match=words) as caught:
        charter_import.paragraphs_of(file)
    assert caught.value.message.count("。") == 1


def test_an_entity_of_a_word_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    raw = FILES / "舞蹈队.docx"
    buffer = io.BytesIO()
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            if name == "word/document.xml":
                text = body.decode("utf-8").split("?>", 1)[1].replace("夕阳红", "&x;", 1)
                head = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
                body = (head + text).encode("utf-8")
            after.writestr(name, body)
    file = tmp_path / "有害.docx"
    file.write_bytes(buffer.getvalue())
    try:
        found = charter_import.paragraphs_of(file)
    except Trouble:
        found = []
    assert not any("SECRET" in one for one in found)


def test_the_parts_keep_their_numbers() -> None:
    found = clause_matching.parts(CHARTERS["志愿者协会"].splitlines())
    assert [part.mark for part in found if not part.heading] == [f"{n}、" for n in "一二三四五六"]
