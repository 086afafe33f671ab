"""Attachments by use cases: judged by content, named harmlessly, shared by digest, undone like any change."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.errors import Problems, Stopped, Trouble
from cso_desk.progress import Silent
from cso_desk.store import attachments as contents
from cso_desk.usecases import attachment_files, attachments, backup, history, register
from cso_desk.usecases.attachment_files import MOST_OCTETS, copy_name, media_type, plain_name

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60


def office(*names: str) -> bytes:
    """Return a ZIP with members of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.fixture
def team(town, village):
    values = {"name": "百泉社区太极拳队", "community": village}
    return register.save_organization(town, None, values).value


def put(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_files_come_in_and_are_shown_with_what_they_are(town, team, tmp_path):
    chosen = [put(tmp_path, "申请表 扫描.pdf", PDF), put(tmp_path, "合影.JPG", JPEG)]
    added = attachments.add(town, team, chosen, kind="照片")
    assert len(added.value.ids) == 2 and added.value.refused == ()
    assert {table for table, _ in added.changes} == {"attachment"}
    photo, form = attachments.listed(town, team)
    assert (photo.title, photo.word, photo.kind, photo.mine, photo.away) == (
        "合影",
        "照片",
        "照片",
        True,
        "",
    )
    assert (form.title, form.word, form.size) == ("申请表 扫描", "PDF", "1 KB")
    assert attachments.content(town, form.id) == PDF
    assert form.added_by == "王干事" and form.added_at == "2026-11-20 09:00"


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("表.pdf", b"MZ\x90\x00" + b"0" * 80, "executable", "是可以运行的程序，不收"),
        ("照片.jpg", b"#!/bin/sh\nrm x\n", "executable", "是可以运行的程序"),
        ("快捷.pdf", b"L\x00\x00\x00\x01\x14\x02\x00", "executable", "是可以运行的程序"),
        ("带动作.pdf", PDF + b"<</S /JavaScript /JS(x)>>", "executable", "自动运行内容的 PDF"),
        ("宏.docx", office("word/document.xml", "word/vbaProject.bin"), "executable", "带有宏"),
        ("包.zip", office("a.pdf"), "unknown_kind", "压缩包不收"),
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"0" * 60, "unknown_kind", "另存为 .docx"),
        ("苹果.jpg", b"\x00\x00\x00\x18ftypheic" + b"0" * 9, "unknown_kind", "HEIC"),
        ("空.pdf", b"", "empty_file", "是空文件"),
        ("说明.txt", "只有文字".encode(), "unknown_kind", "看不出是什么文件，只收 PDF"),
        ("大.jpg", JPEG + bytes(MOST_OCTETS), "too_large", "超过 20 MB"),
    ],
)
def test_what_is_not_taken_gets_a_sentence_and_changes_nothing(
    town, team, tmp_path, name, content, code, words
):
    file = put(tmp_path, name, content)
    with pytest.raises(Problems) as refused:
        attachments.add(town, team, [file])
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == (name, code)
    assert words in problem.message and f"“{name}”" in problem.message
    assert attachments.listed(town, team) == []
    assert not (town.folder / "attachments").exists()


def test_the_good_ones_go_on_and_the_others_are_listed(town, team, tmp_path):
    chosen = [
        put(tmp_path, "甲.pdf", PDF),
        put(tmp_path, "乙.pdf", b"MZ"),
        tmp_path / "不在.pdf",
        tmp_path,
        put(tmp_path, "丙.pdf", PDF),
    ]
    added = attachments.add(town, team, chosen).value
    assert len(added.ids) == 1
    assert [one.code for one in added.refused] == [
        "executable",
        "not_a_file",
        "not_a_file",
        "already_there",
    ]
    assert "名称是“甲”" in added.refused[-1].message


def test_office_files_are_told_by_their_content(tmp_path):
    word, excel = office("word/document.xml"), office("xl/workbook.xml")
    assert media_type(tmp_path / "a.xlsx", word).endswith("wordprocessingml.document")
    assert media_type(tmp_path / "a.docx", excel).endswith("spreadsheetml.sheet")
    assert media_type(tmp_path / "a.exe", PNG) == "image/png"
    assert media_type(tmp_path / "a", b"\xef\xbb\xbf\n" + PDF) == "application/pdf"


def test_the_same_content_on_two_organizations_lies_once(town, team, village, tmp_path):
    other = register.save_organization(town, None, {"name": "乙队", "community": village}).value
    file = put(tmp_path, "场地证明.pdf", PDF)
    for organization in (team, other):
        attachments.add(town, organization, [file])
    assert len(list((town.folder / "attachments").glob("??/*"))) == 1
    (first,), (second,) = attachments.listed(town, team), attachments.listed(town, other)
    assert first.digest == second.digest
    attachments.remove(town, first.id)
    assert attachments.content(town, second.id) == PDF


def test_describing_removing_and_taking_back(town, team, tmp_path):
    (made,) = attachments.add(town, team, [put(tmp_path, "a.png", PNG)]).value.ids
    said = {"title": "活动合影", "kind": "照片", "taken_on": "2026-10-1", "note": "重阳节"}
    attachments.describe(town, made, said)
    assert attachments.values(town, made) == {**said, "taken_on": "2026-10-01"}
    with pytest.raises(Problems):
        attachments.describe(town, made, {"title": ""})
    with pytest.raises(Problems):
        attachments.describe(town, made, {"kind": "不在表里"})
    attachments.remove(town, made)
    assert attachments.listed(town, team) == []
    with pytest.raises(Trouble, match="找不到这个附件"):
        attachments.content(town, made)
    history.undo_last(town)
    assert [one.title for one in attachments.listed(town, team)] == ["活动合影"]
    assert attachments.content(town, made) == PNG


def test_a_stop_takes_everything_back(town, team, tmp_path):
    class Stopping(Silent):
        def step(self, done, total, text=""):
            if done == 1:
                raise Stopped

    chosen = [put(tmp_path, "甲.pdf", PDF), put(tmp_path, "乙.png", PNG)]
    with pytest.raises(Stopped):
        attachments.add(town, team, chosen, progress=Stopping())
    assert attachments.listed(town, team) == []


def test_a_copy_to_look_at_has_a_harmless_name_and_is_cleared(town, team, tmp_path):
    (made,) = attachments.add(town, team, [put(tmp_path, "a.pdf", PDF)]).value.ids
    attachments.describe(town, made, {"title": "../../evil\u202efdp.exe"})
    copy = attachments.open_copy(town, made)
    assert copy.read_bytes() == PDF
    assert copy.parent == town.folder / "viewing" / made
    assert copy.name == "evil fdp.exe.pdf"
    assert attachments.open_copy(town, made) == copy
    attachments.clear_copies(town)
    assert not copy.exists()
    out = attachments.save_copy(town, made, tmp_path / "另存.pdf")
    assert out.read_bytes() == PDF
    with pytest.raises(Trouble, match="不能写入"):
        attachments.save_copy(town, made, out / "在文件里" / "x.pdf")


def test_another_record_of_the_organization_can_have_its_own(town, team, tmp_path):
    file = put(tmp_path, "会议.pdf", PDF)
    attachments.add(town, team, [file], record=("filing_case", "case-1"))
    attachments.add(town, team, [file])
    assert len(attachments.listed(town, team)) == 2


@given(st.text(max_size=120))
def test_no_title_makes_a_harmful_file_name(title):
    name = copy_name(title, "application/pdf")
    assert name.endswith(".pdf") and len(name.encode()) <= 255
    assert not set('<>:"/\\|?*\n\r\t\0\u202e\u200b') & set(name)
    assert name == plain_name(name) and not name.startswith(".")
    assert name.split(".")[0].lower() not in ("con", "nul", "aux", "prn", "com1")


@given(st.binary(max_size=200))
def test_any_content_is_of_a_known_kind_or_refused(content):
    try:
        assert media_type(Path("x"), content) in attachment_files.MEDIA
    except Problems as refused:
        assert refused.problems[0].message.startswith("“x”")


def test_the_daily_backup_sweeps_what_nothing_names(town, team, tmp_path):
    class Cut(BaseException):
        pass

    attachments.add(town, team, [put(tmp_path, "a.pdf", PDF)])
    with pytest.raises(Cut), town.operation("添加附件"):
        orphan = contents.keep(town, PDF + b"%2\n")
        raise Cut
    assert contents.is_here(town, orphan)
    made = backup.daily(town)
    assert made is not None and (made.value.attachments, made.value.lacks) == (1, 0)
    assert not contents.is_here(town, orphan)
    assert backup.check(town, deep=True) == []
