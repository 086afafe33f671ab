"""case and tier from the command line: selections, partial success, certificates."""

from typing import Any

import pytest

CODE = "410782103001"
READY = {
    "组织性质": "社会团体性质",
    "组织类别": "文体活动类",
    "活动地域": "本社区（村）",
    "活动场所": "百泉社区文化广场",
    "负责人姓名": "龚单",
    "联系电话": "13900000001",
    "业务范围": "组织居民跳广场舞",
    "成员总数": "12",
    "发起人": "龚单、段双",
}
FIRST, SECOND = "百泉社区夕阳红舞蹈队", "百泉社区合唱团"
DAY = "2024-03-12"


@pytest.fixture
def desk(town: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Two organizations that lack roster and charter, on a desk of which the place asks neither."""
    from cso_desk.policy import pack as packs

    raw = packs.default_pack()
    shorter = [
        one for one in raw.value("filing.conditions.first") if one not in ("roster", "charter")
    ]
    filing = {**raw.subject("filing")}
    first = {**filing["conditions"]["first"], "value": shorter}
    filing["conditions"] = {**filing["conditions"], "first": first}
    changed = packs.Pack(raw.head, {**raw.subjects, "filing": filing}, raw.layouts)
    for place in ("cso_desk.usecases.policy_pack", "cso_desk.usecases.case_rules"):
        monkeypatch.setattr(f"{place}.default_pack", lambda: changed)
    for name in (FIRST, SECOND):
        town.add(name, CODE, **READY)
    return town


def test_a_selection_from_opening_to_certificate(desk: Any) -> None:
    opened = desk.run("case", "open", FIRST, SECOND)["value"]
    numbers = [one["number"] for one in opened["cases"]]
    assert [one["stage"] for one in opened["cases"]] == ["准备材料", "准备材料"]
    desk.run("case", "step", *numbers, "--step", "submit")
    facts = ("--by", "龚单", "--date", DAY)
    desk.run("case", "opinion", *numbers, "--of", "党组织", *facts)
    desk.run("case", "opinion", *numbers, "--of", "村居委会", *facts)
    desk.run("case", "step", *numbers, "--step", "accept", "--date", DAY)
    decided = desk.run("case", "decide", *numbers, "--date", DAY)["value"]
    assert list(decided["numbers"].values()) == ["百泉社备〔2024〕1号", "百泉社备〔2024〕2号"]
    assert desk.run("org", "show", SECOND)["value"]["state"] == "已备案"
    issued = desk.run("case", "certificate", "issue", FIRST, SECOND)["value"]
    assert [one["state"] for one in issued["certificates"]] == ["待领取", "待领取"]
    picked = desk.run("case", "certificate", "pickup", FIRST, "--by", "龚单")["value"]
    assert [one["state"] for one in picked["certificates"]] == ["已领取"]
    assert len(desk.run("case", "list", "--status", "已办结")["value"]) == 2


def test_papers_of_a_selection(desk: Any, tmp_path: Any) -> None:
    numbers = [one["number"] for one in desk.run("case", "open", FIRST, SECOND)["value"]["cases"]]
    desk.run("case", "step", *numbers, "--step", "submit")
    found = desk.run("case", "paper", *numbers)["value"]
    assert [(one["form"], one["count"]) for one in found] == [("F01", 2), ("F04", 2), ("F06", 2)]
    out = tmp_path / "申请表.pdf"
    printed = desk.run("case", "paper", *numbers, "--form", "F01", "--out", str(out))["value"]
    assert printed["pages"] >= 2 and out.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_done_is_listed_and_the_rest_goes_on(desk: Any) -> None:
    desk.run("org", "set", SECOND, "--set", "成员总数=3")
    desk.run("case", "open", FIRST, SECOND)
    answer = desk.run("case", "step", FIRST, SECOND, "--step", "submit", expect=3)
    assert [one["stage"] for one in answer["value"]["cases"]] == ["待党组织意见"]
    assert [(p["where"], p["code"]) for p in answer["problems"]] == [(SECOND, "left_out")]
    shown = desk.run("case", "show", SECOND)["value"]
    assert [one["key"] for one in shown["conditions"] if not one["ok"]] == ["members"]
    assert (
        "现为 3 人"
        in desk.run("case", "step", SECOND, "--step", "submit", expect=1)["problems"][0]["message"]
    )


def test_correction_stops_the_clock_and_refusal_needs_a_reason(desk: Any) -> None:
    desk.run("case", "open", FIRST)
    desk.run("case", "step", FIRST, "--step", "submit")
    for body in ("党组织", "村居委会"):
        desk.run("case", "opinion", FIRST, "--of", body, "--by", "龚单", "--date", DAY)
    corrected = desk.run("case", "correct", FIRST, "--reason", "签字不全", "--date", DAY)["value"]
    assert corrected["cases"][0]["stage"] == "补正中"
    assert corrected["cases"][0]["steps"][-1]["facts"] == {"理由": "签字不全"}
    desk.run("case", "step", FIRST, "--step", "corrected", "--date", DAY)
    desk.run("case", "step", FIRST, "--step", "accept", "--date", DAY)
    answer = desk.run("case", "decide", FIRST, "--refuse", "--date", DAY, expect=1)
    assert answer["problems"][0]["field"] == "reasons"
    refused = desk.run(
        *("case", "decide", FIRST, "--refuse", "--date", DAY, "--reason", "不符合备案条件")
    )["value"]
    assert refused["cases"][0]["decisions"][0]["kind"] == "不予备案"


def test_tiers_are_proposed_and_decided(desk: Any) -> None:
    desk.run(
        *("org", "set", FIRST, "--set", "成员总数=80", "--set", "备案编号=百泉社备〔2021〕3号"),
        *("--set", "备案日期=2021-05"),
    )
    proposal = desk.run("tier", "list")["value"]
    assert [(one["name"], one["proposed"]) for one in proposal] == [(FIRST, "乡镇（街道）管理")]
    desk.run("tier", "decide", FIRST, "--to", "乡镇", "--date", DAY)
    assert desk.run("org", "show", FIRST)["value"]["fields"]["管理层级"] == "乡镇（街道）管理"
    assert desk.run("tier", "list")["value"] == []
    assert desk.run("tier", "decide", SECOND, "--to", "乡镇", expect=1)["problems"]
    assert desk.run("tier", "ready")["value"] == []


def test_unknown_words_are_refused(desk: Any) -> None:
    assert (
        desk.run("case", "open", FIRST, "--kind", "换证", expect=1)["problems"][0]["code"]
        == "not_needed"
    )
    assert (
        desk.run("case", "open", FIRST, "--kind", "年检", expect=1)["problems"][0]["code"]
        == "not_in_list"
    )
    assert desk.run("case", "show", FIRST, expect=1)["problems"][0]["code"] == "NO_RECORD"
    assert desk.run("case", "list", "--status", "全部", expect=1)["problems"][0]["code"] == "usage"
    assert desk.run("case", "certificate", "lost", FIRST, expect=1)["problems"]
