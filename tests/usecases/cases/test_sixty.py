"""One leader signs sixty: a whole selection from acceptance to certificates, three of them failing and listed."""

from cso_desk.usecases import case_lists, cases, certificates, history, register
from cso_desk.usecases.opening import Desk

from .conftest import DAY, OPINION, make_ready, opened

FACTS = {
    "submit": {},
    "party": OPINION,
    "committee": OPINION,
    "accept": {"paper_date": DAY},
}


def test_sixty_applications_from_acceptance_to_certificates(town: Desk, village: str) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}舞蹈队") for n in range(1, 61)]
    chosen = opened(town, teams)
    for step, facts in FACTS.items():
        assert len(cases.take_step(town, chosen, step, facts).value.done) == 60
    register.save_organization(town, teams[4], {"members": "4"})
    register.save_organization(town, teams[30], {"scope": ""})
    cases.take_step(town, [chosen[59]], "withdraw")

    done = cases.take_step(town, chosen, "agree", {"paper_date": DAY, "decided_by": "甄主任"})
    batch = done.value
    assert len(batch.done) == 57
    assert [one.organization for one in batch.failed] == [
        "百泉社区第5舞蹈队",
        "百泉社区第31舞蹈队",
        "百泉社区第60舞蹈队",
    ]
    assert [one.id for one in batch.failed] == [chosen[4], chosen[30], chosen[59]]
    said = [one.message for one in batch.failed]
    assert ("现为 4 人" in said[0], "业务范围" in said[1], "已经办结（已撤回）" in said[2]) == (
        True,
    ) * 3
    numbers = [batch.numbers[one] for one in batch.done] if batch.numbers else []
    assert numbers == [f"百泉社备〔2026〕{n}号" for n in range(1, 58)], "in the order of the list"
    assert {one for table, one in done.changes if table == "filing_case"} == set(batch.done)

    issued = certificates.issue(town, teams, {"issued_on": "2026-11-20"}).value
    assert (len(issued.done), len(issued.failed)) == (57, 3)
    assert "现在是“未备案”" in issued.failed[0].message
    held = certificates.listed(town, state="待领取")
    assert {one.number for one in held} == set(numbers)
    picked = certificates.pick_up(town, issued.done, {"picked_up_by": "龚单"}).value
    assert len(picked.done) == 57
    ended = case_lists.case_ids(town, case_lists.CaseQuery(status=case_lists.ENDED))
    assert len(ended) == 58

    for _ in range(3):
        history.undo_last(town)
    states = {register.show(town, one).state for one in teams}
    assert states == {"未备案"}, "one undo takes back the whole selection"
