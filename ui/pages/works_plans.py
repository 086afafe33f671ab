"""The forms of 工作: an activity (for one or several organizations), a money line, a work report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..forms import Section
from ..forms.editor import Loaded, Plan

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.register import FormField

HOME = "organization"
ACTIVITY = (
    Section("", ("title", "theme", "begins_on", "ends_on", "times", "people", "hours", "place")),
    Section("内容", ("content", "head", "audience", "partners")),
    Section(
        "报备",
        (
            "major",
            "reported_on",
            "expected",
            "safety_head",
            "purpose",
            "budget",
            "budget_source",
            "publicity",
            "risks",
            "insurance",
            "concerns",
        ),
    ),
    Section("总结", ("summary", "summary_on", "spent", "cancelled", "note")),
)
MONEY = (
    Section("", ("date", "direction", "kind", "amount", "summary", "voucher")),
    Section("经办", ("handled_by", "witness", "audited_by", "activity")),
    Section("捐赠", ("donor", "donor_contact", "wish", "note")),
)
REPORT = (
    Section("", ("activities", "money", "members", "party", "disclosure", "honours")),
    Section("", ("problems", "plans", "written_on")),
)


def activity_plan(desk: Desk, activity: str, organizations: Sequence[str] = ()) -> Plan:
    """Return the form of an activity; of a new one where `activity` is empty: for several organizations, or one chosen in it."""
    several = len(organizations) > 1

    def load() -> Loaded:
        from cso_desk.usecases import activities, register, works_choices

        fields = register.form_fields(desk, "activity")
        if activity:
            return Loaded(fields, activities.texts(desk, activity))
        homes = [] if several else works_choices.organizations(desk, mine=True)
        given = {HOME: organizations[0]} if organizations else {}
        return Loaded([*_home(several), *fields], given, homes)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import activities

        if activity:
            home = activities.texts(desk, activity)[HOME]
            return activities.save(desk, home, activity, values)
        chosen = values.pop(HOME, "")
        homes = list(organizations) if several else [one for one in (chosen,) if one]
        _refuse_unknown(desk, homes)
        return activities.save_for(desk, homes, values)

    sections = ACTIVITY if activity or several else _with_home(ACTIVITY)
    return Plan(
        title="修改活动" if activity else "新增活动",
        verb="保存活动",
        sections=sections,
        load=load,
        check=_check(desk, "activity"),
        save=save,
        key=f"activity.{activity or 'new'}",
        whole=not activity,
        columns=1,
        first="title" if activity or organizations else HOME,
        above=f"给选中的 {len(organizations)} 个组织各记一项同样的活动。" if several else "",
    )


def money_plan(desk: Desk, line: str, organization: str = "") -> Plan:
    """Return the form of a money line, of a new one where `line` is empty."""

    def load() -> Loaded:
        from cso_desk.usecases import money, register, works_choices

        fields = register.form_fields(desk, "money_entry")
        values: Mapping[str, str] = money.texts(desk, line) if line else {HOME: organization}
        homes = works_choices.organizations(desk, mine=True)
        if not values[HOME]:
            return Loaded([*_home(False), *fields], values, homes)
        choices = works_choices.activities(desk, values[HOME])
        fields = [*fields, _activity_field(choices)] if choices else fields
        return Loaded([*_home(False), *fields], values, homes)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import money, works_choices

        home = money.texts(desk, line)[HOME] if line else values.get(HOME, "")
        _refuse_unknown(desk, [home] if home else [])
        typed = {key: text for key, text in values.items() if key != HOME}
        if typed.get("activity"):
            named = {words: one for one, words in works_choices.activities(desk, home)}
            typed["activity"] = named.get(typed["activity"], typed["activity"])
        return money.save(desk, home, line or None, typed)

    return Plan(
        title="修改一笔收支" if line else "记一笔收支",
        verb="保存收支",
        sections=MONEY if line else _with_home(MONEY),
        load=load,
        check=_check(desk, "money_entry"),
        save=save,
        key=f"money_entry.{line or 'new'}",
        whole=not line,
        columns=1,
        first="date" if line or organization else HOME,
    )


def report_plan(desk: Desk, report: str) -> Plan:
    """Return the form of a work report: its texts; the figures stay as they were when it was written."""

    def load() -> Loaded:
        from cso_desk.usecases import register, work_reports

        fields = register.form_fields(desk, "work_report")
        return Loaded(fields, work_reports.texts(desk, report))

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import work_reports

        return work_reports.save(desk, report, values)

    return Plan(
        title="修改工作报告",
        verb="保存工作报告",
        sections=REPORT,
        load=load,
        check=_check(desk, "work_report"),
        save=save,
        key=f"work_report.{report}",
        columns=1,
        above="文字可以改；次数、人次、收支等数据以写报告那天为准，不再变。",
    )


def _with_home(sections: Sequence[Section]) -> tuple[Section, ...]:
    first, *others = sections
    return (replace(first, keys=(HOME, *first.keys)), *others)


def _home(several: bool) -> list[FormField]:
    from cso_desk.usecases.register import FormField

    if several:
        return []
    return [FormField(HOME, "组织", "division", (), "", "", "always", "none", 1, 60)]


def _activity_field(choices: Sequence[tuple[str, str]]) -> FormField:
    from cso_desk.usecases.register import FormField

    words = tuple(words for _, words in choices)
    hint = "这笔钱用在哪次活动"
    return FormField("activity", "所属活动", "choice", words, hint, "", "never", "none", 1, 60)


def _refuse_unknown(desk: Desk, homes: Sequence[str]) -> None:
    """Refuse where no organization was chosen, or a name was typed that is none."""
    from cso_desk.errors import Problem, Problems
    from cso_desk.usecases import works_choices

    known = {one for one, _ in works_choices.organizations(desk)}
    if not homes or not set(homes) <= known:
        words = "请从列表里选一个组织（可以打名称里的几个字来找）。"
        raise Problems([Problem("", HOME, "missing_required", words)])


def _check(desk: Desk, table: str) -> Any:
    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        if key in (HOME, "activity"):
            return None
        return register.check_value(desk, table, key, text)

    return check
