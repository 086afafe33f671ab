"""The activity log of organizations by the four themes (F15): entered for one or several, listed, summed up.

豫民文〔2021〕115号 names the four themes (domain.md 1.1 row 9); a group that meets every week is one record with 次数.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Activity, MoneyEntry, Organization, fields_of
from cso_desk.store import Desk, Op, Session

from . import policy_pack
from .activity_rules import Rules, first_day_of, last_day_of
from .done import Done
from .register import owned, parse_values, texts_of

_PLACED = frozenset({"organization"})


def save(
    desk: Desk, organization: str, activity: str | None, values: Mapping[str, str]
) -> Done[str]:
    """Add an activity of an organization (`activity` None) or change the given fields.

    Raises `Problems` with field keys (title and begins_on are needed; ends_on before begins_on; expected people of a
    large public event), `Trouble` not_owner.
    """
    if activity is None:
        done = save_for(desk, [organization], values)
        return Done(done.value[0], done.changes)
    parsed = parse_values(desk, Activity, _typed(values))
    rules = Rules.of(policy_pack.pack(desk))
    with desk.operation("修改活动") as op:
        owned(desk, op.session, Organization, organization)
        found = owned(desk, op.session, Activity, activity)
        _put(found, parsed, rules)
    return Done(activity, frozenset(op.changes))


def save_for(
    desk: Desk, organizations: Sequence[str], values: Mapping[str, str]
) -> Done[tuple[str, ...]]:
    """Add the same activity for several organizations, in one step that one 还原 takes back; returns the new ids.

    Raises `Problems` like `save`, also for an empty selection; `Trouble` not_owner.
    """
    if not organizations:
        words = "没有选中组织，请先选要记这次活动的组织。"
        raise Problems([Problem("", "organization", "missing_required", words)])
    required = {f.key: "" for f in fields_of(Activity).values() if f.required == "always"}
    parsed = parse_values(desk, Activity, _typed({**required, **values}))
    rules = Rules.of(policy_pack.pack(desk))
    many = f"（{len(organizations)} 个组织）" if len(organizations) > 1 else ""
    with desk.operation(f"新增活动：{parsed['title']}{many}") as op:
        made = [_made(desk, op, one, parsed, rules) for one in organizations]
    return Done(tuple(made), frozenset(op.changes))


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in values.items() if key not in _PLACED}


def _made(desk: Desk, op: Op, organization: str, parsed: Mapping[str, Any], rules: Rules) -> str:
    owned(desk, op.session, Organization, organization)
    made = Activity(organization=organization)
    _put(made, parsed, rules)
    op.add(made)
    op.session.flush()
    return made.id


def _put(one: Activity, parsed: Mapping[str, Any], rules: Rules) -> None:
    for key, value in parsed.items():
        setattr(one, key, value)
    problems = list(checked(one, rules, asked=frozenset(parsed)))
    if problems:
        raise Problems(problems)


def checked(
    one: Activity, rules: Rules, asked: frozenset[str] = frozenset({"expected"})
) -> Iterable[Problem]:
    """Yield what an activity as a whole has wrong; too many people only where the number is being entered."""
    begins, ends = first_day_of(one.begins_on), last_day_of(one.ends_on)
    if begins is not None and ends is not None and ends < begins:
        words = f"结束日期 {one.ends_on} 早于开始日期 {one.begins_on}，请改其中一个。"
        yield Problem("", "ends_on", "date_order", words)
    large = rules.too_large(one) if asked & {"expected"} else None
    if large is not None:
        yield large


def remove(desk: Desk, activities: Sequence[str]) -> Done[int]:
    """Take activities out of the log (还原 brings them back); money lines that name one keep standing without it."""
    with desk.operation(f"移除活动 {len(activities)} 项") as op:
        for activity in activities:
            found = owned(desk, op.session, Activity, activity)
            for line in store.listed(op.session, MoneyEntry, activity=activity):
                line.activity = None
            op.remove(found)
    return Done(len(activities), frozenset(op.changes))


def report(desk: Desk, activities: Sequence[str], on: str) -> Done[int]:
    """Note the day on which these activities were announced (活动报备); returns how many. Raises `Problems`."""
    return _note(desk, activities, "reported_on", on, "报备日期", "记下活动报备")


def sum_up(desk: Desk, activities: Sequence[str], on: str) -> Done[int]:
    """Note the day on which these activities were summed up; returns how many. Raises `Problems`."""
    return _note(desk, activities, "summary_on", on, "总结日期", "记下活动总结")


def _note(
    desk: Desk, activities: Sequence[str], key: str, on: str, label: str, words: str
) -> Done[int]:
    day: PartialDate | None = parse_values(desk, Activity, {key: on})[key]
    if day is None:
        raise Problems([Problem("", key, "missing_required", f"请填写{label}。")])
    with desk.operation(f"{words}（{len(activities)} 项）") as op:
        for activity in activities:
            setattr(owned(desk, op.session, Activity, activity), key, day)
    return Done(len(activities), frozenset(op.changes))


def texts(desk: Desk, activity: str) -> dict[str, str]:
    """Return the texts of one activity by key, with `id` and `organization`; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        found = _known(session, activity)
        return {"id": found.id, "organization": found.organization or "", **texts_of(found, {})}


def _known(session: Session, activity: str) -> Activity:
    found = store.get(session, Activity, activity)
    if found is None:
        raise Trouble("NO_RECORD", "找不到这项活动，可能已被移除，请刷新列表。")
    return found
