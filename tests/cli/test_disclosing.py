"""disclose from the command line: the catalogue, an event through all its steps, an objection, the counts."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

CODE = "410782103001"
TODAY = date.today().isoformat()
YEAR = TODAY[:4]


@pytest.fixture
def desk(town: Any) -> Any:
    town.add("百泉社区舞蹈队", CODE, 负责人姓名="邓新华", 联系电话="13900006630")
    return town


def test_an_item_and_its_due_dates(desk: Any) -> None:
    chosen = ("--org", "百泉社区舞蹈队", "--item", "money", "--set", "公开周期=季度")
    items = desk.run("disclose", "item", *chosen)["value"]
    assert [(one["title"], one["cycle"]) for one in items] == [("收支情况", "季度")]
    rows = desk.run("disclose", "catalogue", "--year", YEAR, "--under", CODE)["value"]
    assert {one["item"] for one in rows} == {"收支情况", "社区社会组织信息公开表"}
    assert all(one["due_on"] and one["state"] == "未起草" for one in rows)
    desk.run("disclose", "item", expect=1)


def test_an_event_goes_through_its_steps(desk: Any, tmp_path: Path) -> None:
    event = ("--org", "百泉社区舞蹈队", "--item", "changes", "--on", TODAY, "--content", "改名")
    (ref,) = desk.run("disclose", "event", *event)["value"]["refs"]
    on_day = ("--on", TODAY)
    desk.run("disclose", "draft", ref, "--content", "名称变更")
    early = desk.run("disclose", "post", ref, *on_day, "--by", "张会计", expect=1)
    assert early["problems"][0]["code"] == "not_approved"
    desk.run("disclose", "approve", ref, *on_day, "--by", "李主任")
    desk.run("disclose", "post", ref, *on_day, "--by", "张会计")
    said = ("--content", "字太小")
    refused = desk.run("disclose", "objection", ref, *on_day, *said, expect=1)
    assert refused["problems"][0]["code"] == "no_notice"
    remark = desk.run("disclose", "opinion", ref, *on_day, *said)["value"]["id"]
    answer = ("--by", "李主任", "--content", "已换大字")
    desk.run("disclose", "answer", remark, *on_day, *answer)
    paper = tmp_path / "公开单.pdf"
    assert desk.run("disclose", "print", ref, "--out", str(paper))["value"]["pages"] == 1
    counts = desk.run("disclose", "counts", "--year", YEAR)["value"]
    assert (counts["total"]["posted"], counts["total"]["on_time"]) == (1, 1)
    assert counts["organizations"][0]["posted"] == 1
    desk.run("disclose", "take-down", ref, *on_day)
    desk.run("disclose", "archive", ref, *on_day, "--place", "村档案柜")
    rows = desk.run("disclose", "catalogue", "--year", YEAR, "--state", "已归档")["value"]
    assert [one["ref"] for one in rows] == [ref]
