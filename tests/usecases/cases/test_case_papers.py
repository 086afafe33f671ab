"""Papers say what their step recorded; what nobody recorded stays a blank; a selection becomes one PDF."""

import subprocess
from pathlib import Path

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.usecases import (
    case_papers,
    cases,
    certificates,
    certificates_due,
    policy_pack,
    print_forms,
)
from cso_desk.usecases.opening import Desk

from .conftest import DAY, TO_ACCEPTED, TO_FILED, make_ready, opened, walk


def _text(file: Path) -> str:
    shown = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True
    )
    return "".join(shown.stdout.split())


@pytest.fixture
def accepted(town: Desk, team: str) -> str:
    """A case that was accepted."""
    (case,) = opened(town, [team], opened_on="2026-11-16")
    walk(town, [case], *TO_ACCEPTED)
    return case


def test_the_notice_of_acceptance(town: Desk, accepted: str, tmp_path: Path) -> None:
    out = tmp_path / "受理.pdf"
    case_papers.print_papers(town, "F09a", [accepted], out)
    text = _text(out)
    for words in ("百泉社区夕阳红舞蹈队", "2026年11月16日", "2026-0001", "10个工作日内作出决定"):
        assert words in text, words
    data = case_papers.data_of(town, "F09a", [accepted])[0]
    assert data["case"]["ready_on"] == "2026年11月18日" and data["step"]["clerk"] == "王干事"
    assert data["decision"]["document_number"] == "", "given by the office: a blank"


def test_the_application_carries_the_opinions_of_the_case(town: Desk, accepted: str) -> None:
    opinion = case_papers.data_of(town, "F01", [accepted])[0]["opinion"]
    assert opinion["party"]["text"] == "同意" and opinion["party"]["person"] == "龚单"
    assert opinion["committee"]["venue"] == "百泉社区文化广场"
    assert opinion["committee"]["date"] == "2026年11月18日"
    assert opinion["township"] == {}, "nothing decided yet: blanks"


def test_the_application_printed_from_the_register_carries_them_too(
    town: Desk, team: str, accepted: str, tmp_path: Path
) -> None:
    out = tmp_path / "申请表.pdf"
    print_forms.print_forms(town, "F01", [team], out)
    text = _text(out)
    assert "情况属实，同意上报" in text and "同意使用本村（社区）百泉社区文化广场场所" in text


def test_what_must_be_corrected_by_when(town: Desk, team: str, tmp_path: Path) -> None:
    (case,) = opened(town, [team])
    walk(town, [case], "submit", "party", "committee")
    facts = {"paper_date": DAY, "reasons": "缺场所材料；签字不全", "reason": "第二页没有签字"}
    cases.take_step(town, [case], "correct", facts)
    data = case_papers.data_of(town, "F09b", [case])[0]
    assert [one["text"] for one in data["reasons"]] == ["缺场所材料", "签字不全", "第二页没有签字"]
    assert data["step"]["until"] == "2026年12月2日", "ten working days after the paper's date"
    out = tmp_path / "补正.pdf"
    case_papers.print_papers(town, "F09b", [case], out)
    assert "第二页没有签字" in _text(out)


def test_the_decision_and_the_certificate(town: Desk, team: str, tmp_path: Path) -> None:
    (case,) = opened(town, [team])
    walk(town, [case], *TO_FILED)
    data = case_papers.data_of(town, "F10a", [case])[0]
    assert data["decision"]["number"] == "百泉社备〔2026〕1号"
    assert data["decision"]["valid_until"] == "不设有效期"
    assert data["opinion"]["township"]["date"] == "2026年11月18日"
    assert [one.organization for one in certificates_due.to_issue(town)] == [team]
    (made,) = certificates.issue(town, [team], {"issued_on": DAY}).value.done
    assert certificates_due.to_issue(town) == []
    out = tmp_path / "证书.pdf"
    case_papers.print_papers(town, "F11", [made], out, subject="certificate")
    text = _text(out)
    for words in ("社区社会组织备案证书", "百泉社备〔2026〕1号", "不设有效期", "2026年11月18日"):
        assert words in text, words


def test_an_application_for_a_change_names_the_organization_as_it_was(
    town: Desk, team: str
) -> None:
    walk(town, opened(town, [team]), *TO_FILED)
    changes = {"name": "百泉社区晚霞舞蹈队", "leader": "段双"}
    (case,) = cases.open_cases(town, [team], "变更备案", {"reason": "换届"}, changes).value.done
    walk(town, [case], "submit", "committee", "agree")
    before = case_papers.data_of(town, "F12", [case])[0]
    after = case_papers.data_of(town, "F12n", [case])[0]
    assert before["org"]["name"] == "百泉社区夕阳红舞蹈队" and before["org"]["leader"] == "龚单"
    assert after["org"]["name"] == "百泉社区晚霞舞蹈队"
    assert {"item": "负责人姓名", "before": "龚单", "after": "段双"} in after["changes"]
    assert after["case"]["matter"] == "社区社会组织变更备案"


def test_the_end_of_a_filing(town: Desk, team: str) -> None:
    walk(town, opened(town, [team]), *TO_FILED)
    (case,) = opened(town, [team], "注销备案")
    told = {"reasons": "自行解散", "settlement": "无债务", "remainder": "转给社区"}
    cases.take_step(town, [case], "submit", told)
    data = case_papers.data_of(town, "F13", [case])[0]
    assert data["case"]["reason"] == "自行解散"
    assert data["case"]["settlement"] == "无债务" and data["case"]["assets"] == "转给社区"
    assert data["liquidators"] == [], "rows to fill by hand"


def test_a_talk_an_order_and_a_revocation(town: Desk, team: str) -> None:
    walk(town, opened(town, [team]), *TO_FILED)
    (case,) = opened(town, [team], "限期整改", reason="账目不公开")
    talk = {"paper_date": DAY, "said_by": "甄主任", "opinion": "要求公开账目"}
    cases.take_step(town, [case], "talk", talk)
    said = case_papers.data_of(town, "F19", [case])[0]
    assert said["case"]["reason"] == "账目不公开" and said["step"]["person"] == "甄主任"
    order = {"paper_date": DAY, "reasons": "账目不公开", "deadline": "2026-12-18"}
    assert cases.take_step(town, [case], "order", order).value.done
    assert case_papers.data_of(town, "F20a", [case])[0]["step"]["until"] == "2026年12月18日"
    (other,) = opened(town, [team], "撤销备案")
    cases.take_step(town, [other], "investigate", {"paper_date": DAY, "opinion": "属实"})
    cases.take_step(town, [other], "revoke", {"paper_date": DAY, "reasons": "失去联系"})
    revoked = case_papers.data_of(town, "F20b", [other])[0]
    assert revoked["reasons"] == [{"no": "1", "text": "失去联系"}]
    assert revoked["authority"]["full_name"].endswith("百泉镇人民政府")


def test_the_evidence_sheet_of_one_that_could_register(town: Desk, team: str) -> None:
    walk(town, opened(town, [team]), *TO_FILED)
    (sheet,) = case_papers.of_sheets(town, [team])
    first = sheet["evidence"][0]
    assert first["no"] == "1" and first["ok"] in ("具备", "不具备")
    assert any(
        row["condition"] == "花名册" and row["actual"] == "10 人" for row in sheet["evidence"]
    )


def test_every_paper_of_the_pack_can_be_drawn_for_a_case(
    town: Desk, accepted: str, tmp_path: Path
) -> None:
    layouts = policy_pack.pack(town).layouts
    codes = [code for code, raw in layouts.items() if raw.get("per") == "case"]
    assert len(codes) >= 12
    for code in codes:
        assert case_papers.preview(town, code, accepted).startswith(b"%PDF"), code


def test_a_selection_is_one_file_in_its_order_and_a_stop_leaves_none(
    town: Desk, village: str, tmp_path: Path
) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}合唱团") for n in (3, 1, 2)]
    chosen = opened(town, teams)
    walk(town, chosen, *TO_ACCEPTED)
    papers = case_papers.papers_of(town, chosen)
    assert [(one.code, len(one.cases)) for one in papers] == [
        ("F01", 3),
        ("F04", 3),
        ("F06", 3),
        ("F09a", 3),
    ]
    out = tmp_path / "三份.pdf"
    printed = case_papers.print_papers(town, "F09a", chosen, out).value
    text = _text(out)
    assert printed.pages % 3 == 0
    places = [text.index(f"百泉社区第{n}合唱团") for n in (3, 1, 2)]
    assert places == sorted(places)

    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            raise Stopped

    gone = tmp_path / "停.pdf"
    with pytest.raises(Stopped):
        case_papers.print_papers(town, "F09a", chosen, gone, Stop())
    assert not list(tmp_path.glob("停*"))
    with pytest.raises(Trouble, match="没有选中"):
        case_papers.print_papers(town, "F09a", [], gone)
