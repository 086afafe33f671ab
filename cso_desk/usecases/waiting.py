"""What waits for the clerk today: each kind with its words, its number, and the page that lists it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.records import Organization, Round, SentPackage
from cso_desk.store import Desk

from . import (
    activity_lists,
    case_waiting,
    contacts,
    disclose,
    disclosure_rows,
    disclosures,
    due_elections,
    forks,
    handing_down,
    late_edits,
    lists,
    paper_tracks,
    policy_pack,
    returns,
    round_history,
    waiting_reports,
    witness,
    year_check,
)
from .activity_rules import TO_REPORT, TO_SUM_UP
from .evaluate_results import OPEN


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits: its words, how many, the page that shows them and that page's filter."""

    words: str
    count: int
    page: str
    filter: Mapping[str, Any] = field(default_factory=dict)


def of(desk: Desk, incomplete: int) -> tuple[Waiting, ...]:
    """Return all that waits, in the order of the page; `incomplete` organizations lack something to file."""
    kinds = (
        *_older_copy(desk),
        *_returned(desk),
        *_register(desk, incomplete),
        *_year(desk),
        *_works(desk),
        *_terms(desk),
        *(Waiting(*one) for one in case_waiting.waiting(desk)),
        *_papers(desk),
        *_below(desk),
        *_moves(desk),
    )
    return tuple(one for one in kinds if one.count)


def _older_copy(desk: Desk) -> Iterator[Waiting]:
    words = "本机是较旧的数据，报送前要重新开始编号"
    yield Waiting(words, int(bool(witness.standing(desk))), "报送")


def _returned(desk: Desk) -> Iterator[Waiting]:
    count = returns.count_waiting(desk)
    yield Waiting(f"有 {count} 条退回意见待处理", count, "报送", {"view": "退回和答复"})


def _register(desk: Desk, incomplete: int) -> Iterator[Waiting]:
    check = year_check.figure(desk, desk.clock.today().year)
    with desk.read() as session:
        flawed = store.count_by(session, Organization, "state").get("补录待完善", 0)
        unplaced = store.count_by(session, Organization, "community", community=None).get(None, 0)
    yield Waiting(check.words, check.due - check.checked, "年度核对")
    yield Waiting(f"{incomplete} 个组织的资料待完善", incomplete, "组织", {"incomplete": True})
    yield Waiting(f"{flawed} 个组织的补录待完善", flawed, "组织", {"state": "补录待完善"})
    yield Waiting(f"{unplaced} 个组织的社区待定", unplaced, "组织", {"community": lists.UNPLACED})


def _year(desk: Desk) -> Iterator[Waiting]:
    year = desk.clock.today().year
    with desk.read() as session:
        rounds = len(store.listed(session, Round, state=OPEN, owner=desk.unit))
    unposted = len(disclose.unposted(desk, year))
    bad_runs = len(round_history.bad_runs(desk))
    yield Waiting(f"{rounds} 轮评议还没有出结果", rounds, "评议", {"state": OPEN})
    yield Waiting(f"{bad_runs} 个组织连续评议不合格，建议限期整改", bad_runs, "评议对照")
    words = f"{unposted} 个社区（村）的 {year} 年公开表还没有张贴"
    yield Waiting(words, unposted, "公开", {"state": disclose.UNPOSTED})
    overdue, state = disclosures.overdue(desk), {"state": disclosure_rows.MISSING}
    yield Waiting(f"{overdue} 项信息公开已逾期", overdue, "公开", state)


def _works(desk: Desk) -> Iterator[Waiting]:
    to_report, to_sum_up = activity_lists.waiting(desk)
    followed = len(contacts.open_follow_ups(desk))
    with desk.read() as session:
        underway = len(store.listed(session, SentPackage, acknowledged_at="", kind="report"))
    yield Waiting(f"{to_report} 项活动待报备", to_report, "工作", {"state": TO_REPORT})
    yield Waiting(f"{to_sum_up} 项活动待总结", to_sum_up, "工作", {"state": TO_SUM_UP})
    yield Waiting(f"{followed} 件联系记录里的事待跟进", followed, "待跟进")
    yield Waiting(f"{underway} 份上报包还没有收到回执单", underway, "报送")


def _terms(desk: Desk) -> Iterator[Waiting]:
    elections = due_elections.counts(desk)
    lead = policy_pack.pack(desk).value("people.reminder_days")
    over, soon = elections[due_elections.OVERDUE], elections[due_elections.SOON]
    yield Waiting(f"{over} 个组织任期已届满，还没有换届", over, "换届")
    yield Waiting(f"{soon} 个组织的任期将在 {lead} 天内届满", soon, "换届")


def _papers(desk: Desk) -> Iterator[Waiting]:
    for words, count, state in paper_tracks.waiting(desk):
        yield Waiting(words, count, "纸质材料", {"state": state})


def _below(desk: Desk) -> Iterator[Waiting]:
    words, lacking = waiting_reports.waiting(desk)
    yield Waiting(words, lacking, "汇总情况")


def _moves(desk: Desk) -> Iterator[Waiting]:
    unsent = sum(count for _, count in handing_down.waiting(desk))
    forked, late = len(forks.compare(desk)), late_edits.count(desk)
    yield Waiting(f"{unsent} 个移交待送", unsent, "报送", {"view": "移交"})
    yield Waiting(f"恢复备份后有 {forked} 条要核对", forked, "报送", {"view": "恢复备份后的核对"})
    yield Waiting(f"收到迟到改动 {late} 条", late, "报送", {"view": "迟到改动"})
