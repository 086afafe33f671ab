"""The papers of activities, money and work reports: F15a notice, F15b summary, F16, F18 and the donation ledger F18b."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import Activity, Attachment, MoneyEntry, WorkReport
from cso_desk.store import Desk

from . import money, paper_data, policy_pack
from .activity_lists import NO_THEME, times_of
from .done import Done
from .money_periods import Period, period
from .money_words import capitals, plain
from .paper_data import PaperData
from .print_forms import Printed, draw_layout
from .register import texts_of

NOTICE, SUMMARY, REPORT, JOURNAL, DONATIONS = "F15a", "F15b", "F16", "F18", "F18b"


def print_activities(
    desk: Desk,
    code: str,
    activities: Sequence[str],
    out: Path,
    progress: Progress | None = None,
) -> Done[Printed]:
    """Write the notice (`NOTICE`) or summary (`SUMMARY`) of activities as one PDF.

    What a sheet lacks stays blank; one with a character that no font has is named in `skipped`. Raises `Trouble`.
    """
    return _draw(desk, code, activity_data(desk, activities), out, progress)


def print_reports(
    desk: Desk, reports: Sequence[str], out: Path, progress: Progress | None = None
) -> Done[Printed]:
    """Write work reports (F16) as one PDF; raises `Trouble`."""
    return _draw(desk, REPORT, report_data(desk, reports), out, progress)


def print_money(
    desk: Desk,
    code: str,
    organizations: Sequence[str],
    of: Period,
    out: Path,
    progress: Progress | None = None,
) -> Done[Printed]:
    """Write the money sheet (`JOURNAL`) or the donation ledger (`DONATIONS`) of a period as one PDF; raises `Trouble`."""
    return _draw(desk, code, money_data(desk, organizations, of), out, progress)


def _draw(
    desk: Desk, code: str, data: Sequence[PaperData], out: Path, progress: Progress | None
) -> Done[Printed]:
    if not data:
        raise Trouble("NOTHING_CHOSEN", "没有选中要打印的内容，请先在列表里选。")
    _, drawn = draw_layout(desk, code, data, out, progress)
    skipped = [(data[at]["org"]["name"], words) for at, words in drawn.skipped]
    return Done(Printed([out] if drawn.pages else [], drawn.pages, skipped=skipped))


def _homes(desk: Desk, organizations: Sequence[str]) -> dict[str, PaperData]:
    wanted = list(dict.fromkeys(organizations))
    return {one["id"]: one for one in paper_data.of_organizations(desk, wanted)}


def activity_data(desk: Desk, activities: Sequence[str]) -> list[PaperData]:
    """Return what the papers of these activities say, in their order."""
    with desk.read() as session:
        found = {one.id: one for one in store.listed(session, Activity, id=list(activities))}
        costs = store.listed(session, MoneyEntry, activity=list(found))
        kept = store.listed(session, Attachment, record=list(found))
    photos = Counter(one.record for one in kept)
    ordered = [found[one] for one in activities if one in found]
    homes = _homes(desk, [one.organization or "" for one in ordered])
    pack = policy_pack.pack(desk)
    keys = ("notice_days", "large_from")
    rules = {key: str(pack.value(f"activities.{key}")) for key in keys}
    return [
        {
            **homes[one.organization or ""],
            "rules": rules,
            "activity": _activity(one, costs, photos[one.id]),
        }
        for one in ordered
        if one.organization in homes
    ]


def _activity(one: Activity, costs: Sequence[MoneyEntry], photos: int) -> dict[str, str]:
    texts = texts_of(one, {})
    for key in ("reported_on", "summary_on"):
        value = getattr(one, key)
        texts[key] = value.chinese() if value else ""
    for key in ("budget", "spent"):
        value = getattr(one, key)
        texts[key] = plain(value) if value is not None else ""
    own = [cost for cost in costs if cost.activity == one.id and cost.direction == money.SPENDING]
    if own and not texts["spent"]:
        texts["spent"] = plain(sum(cost.amount or 0 for cost in own))
    ends = f"至{one.ends_on.chinese()}" if one.ends_on and one.ends_on != one.begins_on else ""
    return {
        **texts,
        "days": (one.begins_on.chinese() if one.begins_on else "") + ends,
        "times": str(times_of(one)),
        "spending": "；".join(f"{cost.summary} {plain(cost.amount or 0)} 元" for cost in own),
        "photos": str(photos) if photos else "",
    }


def report_data(desk: Desk, reports: Sequence[str]) -> list[PaperData]:
    """Return what these work reports say, in their order; figures are those that were frozen."""
    with desk.read() as session:
        found = {one.id: one for one in store.listed(session, WorkReport, id=list(reports))}
    ordered = [found[one] for one in reports if one in found]
    homes = _homes(desk, [one.organization or "" for one in ordered])
    return [
        {**homes[one.organization or ""], **_report(one)}
        for one in ordered
        if one.organization in homes
    ]


def _report(one: WorkReport) -> PaperData:
    texts = texts_of(one, {})
    hearing = one.heard_on.chinese() if one.heard_on else ""
    return {
        "report": {
            **texts,
            "title": period(one.year or 0, one.period or "").title,
            "written_on": one.written_on.chinese() if one.written_on else "",
            "hearing": "　".join(part for part in (hearing, one.meeting or "") if part),
        },
        "figures": _pairs(figure_lines(one.figures or {})),
    }


def figure_lines(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the frozen figures of a report as (label, text), in the order of its table."""
    found = [
        ("活动次数", _number(figures.get("times"))),
        ("参加人次", _number(figures.get("people"))),
        *(
            (f"其中：{theme}", _number(number))
            for theme, number in (figures.get("themes") or {}).items()
        ),
    ]
    if figures.get("no_theme"):
        found.append((f"其中：{NO_THEME}", _number(figures["no_theme"])))
    for key, label in (
        ("members", "成员数"),
        ("party_members", "党员数"),
        ("joined", "新加入"),
        ("left", "退出"),
    ):
        found.append((label, _number(figures.get(key))))
    for key, label in (
        ("opening", "期初结余（元）"),
        ("income", "收入（元）"),
        ("spending", "支出（元）"),
        ("closing", "期末结余（元）"),
    ):
        amount = figures.get(key)
        found.append((label, "" if amount is None else plain(amount)))
    return [*found, ("获得荣誉（项）", _number(figures.get("honours")))]


def _number(value: Any) -> str:
    return "" if value is None else str(value)


def _pairs(lines: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    half = (len(lines) + 1) // 2
    rest = [*lines[half:], ("", "")]
    return [
        {"label": label, "value": value, "label2": rest[at][0], "value2": rest[at][1]}
        for at, (label, value) in enumerate(lines[:half])
    ]


def money_data(desk: Desk, organizations: Sequence[str], of: Period) -> list[PaperData]:
    """Return what the money sheet and the donation ledger of a period say, one for each organization."""
    homes = _homes(desk, organizations)
    return [
        {**homes[one], **_money(desk, one, of.title, of.begins, of.ends)}
        for one in organizations
        if one in homes
    ]


def _money(desk: Desk, organization: str, title: str, begins: date, ends: date) -> PaperData:
    journal = money.journal(desk, organization, begins, ends)
    given = money.donations(desk, organization, begins, ends)
    donated = sum(one.amount for one in given)
    totals = journal.totals
    flows = [one for one in journal.lines if one.direction != money.OPENING]
    return {
        "money": {
            "period": title,
            "opening": plain(totals.opening) if totals.kept else "",
            "income": plain(totals.income) if totals.kept else "",
            "spending": plain(totals.spending) if totals.kept else "",
            "closing": plain(totals.closing) if totals.kept else "",
            "closing_capitals": capitals(totals.closing) if totals.kept else "",
            "income_by": _by_kind(totals.income_by),
            "spending_by": _by_kind(totals.spending_by),
            "donated": plain(donated) if given else "",
            "donated_capitals": capitals(donated) if given else "",
        },
        "lines": [_line(number, one) for number, one in enumerate(flows, 1)],
        "donations": [_donation(number, one) for number, one in enumerate(given, 1)],
    }


def _by_kind(by_kind: Mapping[str, int]) -> str:
    return "；".join(f"{kind} {plain(amount)}" for kind, amount in by_kind.items())


def _line(number: int, one: money.Line) -> dict[str, str]:
    amount = plain(one.amount)
    return {
        **{key: one.texts[key] for key in ("date", "voucher", "summary", "kind", "handled_by")},
        "no": str(number),
        "income": amount if one.direction == money.INCOME else "",
        "spending": amount if one.direction == money.SPENDING else "",
        "balance": plain(one.balance),
    }


def _donation(number: int, one: money.Line) -> dict[str, str]:
    keys = ("date", "donor", "donor_contact", "wish", "voucher", "note")
    return {
        **{key: one.texts[key] for key in keys},
        "no": str(number),
        "amount": plain(one.amount),
    }
