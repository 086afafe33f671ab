"""disclose from the command line: the sheet, the posting, the list."""

from pathlib import Path
from typing import Any

import pytest

CODE = "410782103001"
SHEET = ("--under", CODE, "--year", "2026")


@pytest.fixture
def desk(town: Any) -> Any:
    town.add(
        "百泉社区舞蹈队", CODE, 负责人姓名="邓新华", 联系电话="13900006630", 业务范围="跳广场舞"
    )
    return town


def test_sheet_post_and_close(desk: Any, tmp_path: Path) -> None:
    paper = tmp_path / "公开表.pdf"
    shown = desk.run("disclose", "sheet", *SHEET, "--out", str(paper))["value"]
    assert (shown["community"], shown["state"], shown["pages"]) == (CODE, "未张贴", 1)
    (line,) = shown["lines"]
    assert (line["name"], line["leader"], line["activities"]) == (
        "百泉社区舞蹈队",
        "邓新华",
        "跳广场舞",
    )
    assert "13900006630" not in str(shown)
    assert paper.read_bytes().startswith(b"%PDF")
    posted = desk.run("disclose", "post", *SHEET, "--on", "2026-03-12", "--by", "张会计")["value"]
    assert (posted["state"], posted["posted_on"], posted["posted_by"]) == (
        "已张贴",
        "2026-03-12",
        "张会计",
    )
    listed = desk.run("disclose", "list", "--year", "2026")["value"]
    assert listed[0]["state"] == "已张贴"
    closed = desk.run("disclose", "close", *SHEET, "--on", "2026-12-30")["value"]
    assert closed["state"] == "已取下"


def test_refusals(desk: Any) -> None:
    again = ("disclose", "post", *SHEET, "--on", "2026-03-12", "--by", "张会计")
    desk.run(*again)
    assert desk.run(*again, expect=1)["problems"][0]["code"] == "SHEET_POSTED"
    bad_day = desk.run("disclose", "close", *SHEET, "--on", "2026-02-31", expect=1)
    assert bad_day["problems"][0]["code"] == "date_invalid"
    town = desk.run("disclose", "sheet", "--under", "410782103", "--year", "2026", expect=1)
    assert town["problems"][0]["code"] == "NO_UNIT"
    desk.run("disclose", "post", *SHEET, expect=2)
