"""Charters and notices as Word files to be edited; forms with a fixed table stay PDF."""

from pathlib import Path

import docx
import pikepdf
import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import case_papers, print_forms, word_papers
from cso_desk.usecases.opening import Desk

from .conftest import TO_ACCEPTED, opened, walk


@pytest.fixture
def accepted(town: Desk, team: str) -> str:
    """A case that was accepted."""
    (case,) = opened(town, [team], opened_on="2026-11-16")
    walk(town, [case], *TO_ACCEPTED)
    return case


def _words(file: Path) -> str:
    return "".join("".join(p.text.split()) for p in docx.Document(str(file)).paragraphs)


def test_a_charter_is_written_for_an_organization(town: Desk, team: str, tmp_path: Path) -> None:
    out = tmp_path / "章程.docx"
    assert word_papers.word(town, "F06", team, out).value == out
    assert "百泉社区夕阳红舞蹈队" in _words(out)
    before = out.read_bytes()
    word_papers.word(town, "F06", team, out)
    assert out.read_bytes() == before


def test_a_notice_says_what_the_case_recorded(town: Desk, accepted: str, tmp_path: Path) -> None:
    out = tmp_path / "受理.docx"
    word_papers.word_of_case(town, "F09a", accepted, out)
    text = _words(out)
    for words in ("百泉社区夕阳红舞蹈队", "2026年11月16日", "2026-0001"):
        assert words in text, words
    assert docx.Document(str(out)).core_properties.author.endswith("人民政府")


def test_a_blank_paper_for_nobody(town: Desk, tmp_path: Path) -> None:
    out = tmp_path / "空白.docx"
    word_papers.word(town, "F06", "", out)
    assert "第十二条" in _words(out)


def test_what_cannot_be_written_is_said_in_one_sentence(
    town: Desk, team: str, tmp_path: Path
) -> None:
    out = tmp_path / "表.docx"
    for code, record, trouble, words in (
        ("F01", team, "NO_WORD", "能写成 Word 的有"),
        ("F99", team, "NO_FORM", "没有表 F99"),
        ("F06", "无", "NO_RECORD", "找不到这个组织"),
    ):
        with pytest.raises(Trouble) as caught:
            word_papers.word(town, code, record, out)
        assert caught.value.code == trouble and words in caught.value.message
    with pytest.raises(Trouble) as caught:
        word_papers.word_of_case(town, "F09a", "无", out)
    assert caught.value.code == "NO_RECORD" and not out.exists()


def test_papers_carry_what_the_archive_asks_for(
    town: Desk, team: str, accepted: str, tmp_path: Path
) -> None:
    out = tmp_path / "受理.pdf"
    case_papers.print_papers(town, "F09a", [accepted], out)
    with pikepdf.open(out) as pdf, pdf.open_metadata() as said:
        assert said.pdfa_status == "2B"
        assert said["dc:title"] == "F09a 社区社会组织备案受理通知书（百泉社区夕阳红舞蹈队）"
        assert said["dc:creator"][0].endswith("人民政府")
        assert said["dc:identifier"] == "2026-0001"
        assert said["dc:date"] == [town.clock.today().isoformat()]
    print_forms.print_forms(town, "F01", [team], out)
    with pikepdf.open(out) as pdf, pdf.open_metadata() as said:
        assert said["dc:title"] == "F01 社区社会组织备案申请表（百泉社区夕阳红舞蹈队）"
        assert "dc:identifier" not in said, "not filed yet: no number"
