"""Charters on a real desk: begun from the record, kept in versions, their votes checked."""

from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import charter, charter_import, register, units
from cso_desk.usecases.charter_text import OwnClause
from cso_desk.usecases.opening import Desk


@pytest.fixture
def team(town: Desk, village: str) -> str:
    values = {
        "name": "百泉社区夕阳红舞蹈队",
        "community": village,
        "nature": "社会团体性质",
        "venue": "百泉社区文化广场",
        "scope": "组织居民开展广场舞、健身操。",
        "party_form": "联合支部",
    }
    return register.save_organization(town, None, values).value


def votes(due: str, present: str, agreed: str, against: str, abstained: str) -> dict[str, str]:
    return dict(zip(charter.VOTES, (due, present, agreed, against, abstained), strict=True))


def test_a_charter_begins_from_the_record(town: Desk, team: str) -> None:
    draft = charter.start(town, team)
    slots = {slot.key: slot for slot in draft.slots}
    assert slots["community"].value == "百泉社区"
    assert slots["committee"].value == "百泉居民委员会"
    assert slots["township"].value == "辉县市百泉镇人民政府"
    assert slots["party"].value == "百泉社区党组织"
    assert slots["party_work"].value == "建立联合支部开展党的工作"
    assert slots["nature"].kind == "choice"
    assert len(draft.clauses) == 12


def test_the_party_body_has_its_own_name(town: Desk, team: str, village: str) -> None:
    units.save_unit(town, village, {"party_name": "中共百泉社区总支部委员会"})
    text = "".join(clause.text for clause in charter.start(town, team).clauses)
    assert "接受中共百泉社区总支部委员会领导" in text


def test_the_text_is_live(town: Desk, team: str) -> None:
    clauses = charter.compose(town, team, {"term": "五"}, [OwnClause("服装", "统一保管。")])
    text = "".join(clause.text for clause in clauses)
    assert "任期五年" in text
    assert "统一保管。" in text
    assert charter.missing(town, clauses) == []
    without = charter.compose(town, team, {}, without=["party"])
    assert charter.missing(town, without) == ["坚持党的领导"]


def test_save_and_read_again(town: Desk, team: str) -> None:
    own = [OwnClause("服装", "演出服装统一保管。")]
    done = charter.save(
        town, team, {"term": "五"}, own, "2026-03-12", "2026-03-20", charter.unanimous("20", "18")
    )
    assert ("charter", done.value) in done.changes
    kept = charter.current(town, team)
    assert kept is not None
    assert (kept.version, kept.passed_on, kept.reported_on) == (1, "2026-03-12", "2026-03-20")
    assert kept.votes == votes("20", "18", "18", "0", "0")
    assert kept.slots["term"] == "五"
    assert [clause.title for clause in kept.clauses][-2] == "服装"
    assert (kept.missing, kept.blanks) == ((), ())


def test_a_passed_version_stays_and_a_draft_is_written_over(town: Desk, team: str) -> None:
    charter.save(town, team, {})
    charter.save(town, team, {"term": "二"}, passed_on="2025-03-01")
    charter.save(town, team, {"term": "四"}, passed_on="2026-03-01")
    found = charter.versions(town, team)
    assert [(one.version, one.slots["term"], one.passed_on) for one in found] == [
        (2, "四", "2026-03-01"),
        (1, "二", "2025-03-01"),
    ]


def test_a_new_draft_begins_with_the_last_answers(town: Desk, team: str) -> None:
    charter.save(town, team, {"purpose": "以舞会友"}, passed_on="2025-03-01")
    slots = {slot.key: slot.value for slot in charter.start(town, team).slots}
    assert slots["purpose"] == "以舞会友"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (votes("20", "21", "21", "0", "0"), "present", "count_order"),
        (votes("20", "18", "15", "1", "1"), "votes_for", "count_votes"),
        (votes("20", "18", "18", "", "0"), "votes_against", "missing_required"),
        (votes("二十", "18", "18", "0", "0"), "due", "not_number"),
    ],
)
def test_votes_that_do_not_add_up(
    town: Desk, team: str, given: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(Problems) as caught:
        charter.save(town, team, {}, passed_on="2026-03-12", votes=given)
    assert (caught.value.problems[0].field, caught.value.problems[0].code) == (field, code)
    assert charter.current(town, team) is None


def test_reported_before_passed(town: Desk, team: str) -> None:
    with pytest.raises(Problems, match="早于通过日期"):
        charter.save(town, team, {}, passed_on="2026-03-12", reported_on="2026-03-01")
    charter.save(town, team, {}, passed_on="2026-03-12", reported_on="2026-03")


def test_an_organization_without_charter_misses_everything(town: Desk, team: str) -> None:
    assert "坚持党的领导" in charter.missing(town, team)
    charter.save(town, team, {})
    assert charter.missing(town, team) == []


def test_a_service_body_gets_its_own_clauses(town: Desk, team: str) -> None:
    register.save_organization(town, team, {"nature": "民办非企业单位性质"})
    clauses = charter.start(town, team).clauses
    assert "staff" in {clause.id for clause in clauses}
    assert charter.missing(town, clauses, "民办非企业单位性质") == []


def test_without_a_community_blanks_are_left(town: Desk) -> None:
    team = register.save_organization(town, None, {"name": "无名队"}).value
    charter.save(town, team, {})
    kept = charter.current(town, team)
    assert kept is not None
    assert kept.blanks == ("所在社区（村）", "活动场所", "活动范围")


def test_unknown_organization_and_template(town: Desk, team: str) -> None:
    with pytest.raises(Trouble, match="找不到这个组织"):
        charter.start(town, "nothing")
    with pytest.raises(Trouble, match="没有章程范本"):
        charter.start(town, team, "long")
    assert [one.id for one in charter.templates(town)] == ["short", "full"]


def test_a_typed_charter_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "章程.txt"
    file.write_bytes("第一条 名称是甲。\n第二条 接受党的领导。".encode("gb18030"))
    assert len(charter_import.read_file(file)) == 2
    with pytest.raises(Trouble, match="打不开"):
        charter_import.read_file(tmp_path / "没有.txt")
