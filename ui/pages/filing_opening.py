"""The forms that begin a kind of case for organizations, and that correct what was applied for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..forms import Section
from ..forms.editor import Loaded, Plan

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.register import FormField

CHANGE = "变更备案"
_FACTS = ("opened_on", "event_on", "reason")
_GROUPS = (
    ("名称、类别和地域", ("name", "category", "area")),
    ("业务范围", ("scope",)),
    ("场所", ("venue", "venue_source", "venue_rooms", "venue_size")),
    (
        "负责人",
        (
            "leader",
            "phone",
            "leader_id",
            "leader_sex",
            "leader_birth",
            "leader_politics",
            "leader_work",
        ),
    ),
    ("资金", ("funds", "funds_source")),
)
_WISHED = "wished."
"""What stands before the key of a field that is to be changed, so that it is not taken for one of the case."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form of opening gives back: the kind, and what became of the selection."""

    kind: str
    batch: Any


def opening_plan(
    desk: Desk, kind: str, organizations: Sequence[str], opened: Callable[[Begun], None]
) -> Plan:
    """Return the form that begins a case of `kind` for these organizations."""
    chosen = tuple(organizations)

    def load() -> Loaded:
        return _loaded(desk, kind, chosen[0] if len(chosen) == 1 else "", {})

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import cases
        from cso_desk.usecases.done import Done

        facts, changes = _split(values)
        done = cases.open_cases(desk, chosen, kind, facts, changes)
        return Done(Begun(kind, done.value), done.changes)

    return Plan(
        title=f"新开{kind}",
        verb=f"新开{kind}" if len(chosen) == 1 else f"新开 {len(chosen)} 件{kind}",
        sections=_sections(kind),
        load=load,
        check=_check(desk),
        save=save,
        saved=opened,
        above=_above(kind, len(chosen)),
    )


def revising_plan(desk: Desk, case: str, name: str, saved: Callable[[Any], None]) -> Plan:
    """Return the form that corrects what was applied for while nothing was done yet."""
    kinds: list[str] = []

    def load() -> Loaded:
        from cso_desk.usecases import cases

        shown = cases.show(desk, case)
        kinds.append(shown.kind)
        kept = {key: getattr(shown, key) for key in _FACTS}
        labels = {label: key for key, label in cases.change_items(desk)}
        kept |= {_WISHED + labels[a]: after for a, _, after in shown.changes if a in labels}
        return _loaded(desk, shown.kind, shown.organization, kept)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import cases

        facts, changes = _split(values)
        return cases.revise(desk, case, facts, changes if kinds[-1:] == [CHANGE] else None)

    return Plan(
        title=f"修改申请内容：{name}",
        verb="保存",
        sections=_sections(CHANGE),
        load=load,
        check=_check(desk),
        save=save,
        saved=saved,
        whole=True,
        above="还没有办理步骤时可以改；空着的项目不变更。",
    )


def _above(kind: str, count: int) -> str:
    whom = "" if count == 1 else f"给选中的 {count} 个组织各开一件。"
    if kind == CHANGE:
        return f"{whom}只填要变更的项目，填变更后的内容；空着的不变。同意以后才改到台账里。"
    return f"{whom}申请日期空着就记今天。"


def _sections(kind: str) -> tuple[Section, ...]:
    facts = Section("申请", _FACTS)
    if kind != CHANGE:
        return (facts,)
    groups = [Section(title, tuple(_WISHED + key for key in keys)) for title, keys in _GROUPS]
    return (*groups, facts)


def _loaded(desk: Desk, kind: str, organization: str, kept: Mapping[str, str]) -> Loaded:
    from cso_desk.usecases import cases, register

    fields = [one for one in register.form_fields(desk, "filing_case") if one.key in _FACTS]
    fields = [replace(one, required="never") for one in fields]
    if kind == CHANGE:
        allowed = {key for key, _ in cases.change_items(desk)}
        now = register.show(desk, organization).values if organization else {}
        known = register.form_fields(desk, "organization")
        wished = [one for one in known if one.key in allowed]
        fields += [_wished(one, now.get(one.key, "") if now else None) for one in wished]
    return Loaded(fields, kept)


def _wished(one: FormField, now: str | None) -> FormField:
    """Return a field of the organization as one that is to be changed: what stands there now beneath it."""
    hint = "" if now is None else f"现为：{now}" if now else "现在是空的"
    return replace(one, key=_WISHED + one.key, required="never", hint=hint)


def _split(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    facts = {key: text for key, text in values.items() if not key.startswith(_WISHED)}
    changes = {
        key.removeprefix(_WISHED): text
        for key, text in values.items()
        if key.startswith(_WISHED) and text.strip()
    }
    return facts, changes


def _check(desk: Desk) -> Callable[[str, str], str | None]:
    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        table = "organization" if key.startswith(_WISHED) else "filing_case"
        return register.check_value(desk, table, key.removeprefix(_WISHED), text)

    return check
