"""`form` and `case paper` write Word files where --out ends with .docx."""

from pathlib import Path
from typing import Any

import docx

NAME, CODE = "百泉社区舞蹈队", "410782103001"


def test_a_charter_as_a_word_file(town: Any, tmp_path: Path) -> None:
    town.add(NAME, CODE)
    out = tmp_path / "章程.docx"
    answer = town.run("form", "F06", "--org", NAME, "--out", str(out))
    assert answer["value"] == {"file": str(out)}
    assert any(NAME in paragraph.text for paragraph in docx.Document(str(out)).paragraphs)


def test_a_form_with_a_fixed_table_is_refused_in_a_sentence(town: Any, tmp_path: Path) -> None:
    town.add(NAME, CODE)
    out = tmp_path / "申请表.docx"
    answer = town.run("form", "F01", "--org", NAME, "--out", str(out), expect=1)
    assert "只能打印成 PDF" in str(answer) and not out.exists()


def test_one_organization_at_a_time(town: Any, tmp_path: Path) -> None:
    town.add(NAME, CODE)
    answer = town.run("form", "F06", "--all", "--out", str(tmp_path / "a.docx"), expect=1)
    assert "一次写一个组织" in str(answer)


def test_a_notice_of_a_case(town: Any, tmp_path: Path) -> None:
    town.add(NAME, CODE)
    case = town.run("case", "open", NAME)["value"]
    number = str(case).partition("'number': '")[2].partition("'")[0]
    out = tmp_path / "受理.docx"
    town.run("case", "paper", number, "--form", "F09a", "--out", str(out))
    assert any(NAME in paragraph.text for paragraph in docx.Document(str(out)).paragraphs)
