"""The forms of an organization: the record itself, and an old filing (历史备案补录)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..forms import Section
from ..forms.editor import Editor, Loaded, Plan
from ..work import DeskPage
from .alike import AlikeBand
from .organization_words import SECTIONS, own_section
from .shared_offers import SharedOffers

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.register import FormField

Saved = Callable[[str], None]


class SavedOrganization(NamedTuple):
    """The organization that was saved, and how many others followed because they share its leader or venue."""

    id: str
    others: int


def organization_plan(
    desk: Desk,
    organization: str,
    saved: Callable[[SavedOrganization], None],
    *,
    name: str = "",
    first: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Plan:
    """Return the form of an organization, of a new one where `organization` is empty.

    `chosen` are the shared person and venue that the clerk picks while typing, by the key of the link.
    """

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "organization", key, text)

    return Plan(
        title=f"修改 {name}" if organization else "新增组织",
        verb="保存",
        sections=SECTIONS,
        load=lambda: _loaded(desk, organization),
        check=check,
        save=lambda values: _save(desk, organization, {**values, **(chosen or {})}),
        saved=saved,
        key=f"organization.{organization or 'new'}",
        first=first,
        above="＊ 必填；◦ 备案前要补齐，现在可以先空着。Enter 到下一格，Ctrl+S 保存，Esc 返回并留草稿。",
    )


def _loaded(desk: Desk, organization: str) -> Loaded:
    from cso_desk.usecases import register, units

    fields = _fields(desk)
    own = own_section(one.key for one in fields)
    places = [(unit.id, unit.name) for unit in units.communities(desk)]
    if not organization:
        return Loaded(fields, {}, places, more=own)
    shown = register.show(desk, organization)
    return Loaded(fields, shown.values, places, shown.missing_to_file, own)


def _save(desk: Desk, organization: str, values: Mapping[str, str]) -> Done[SavedOrganization]:
    from cso_desk.usecases import register, shared_records
    from cso_desk.usecases.done import Done

    done = register.save_organization(desk, organization or None, values)
    others = shared_records.organizations_in(done.changes - {("organization", done.value)})
    return Done(SavedOrganization(done.value, others), done.changes)


def _fields(desk: Desk) -> list[FormField]:
    """Return the fields of an organization, with the words that were typed before where they help."""
    from cso_desk.usecases import register, used_words

    used = used_words.used(desk)
    fields = register.form_fields(desk, "organization")
    return [replace(one, words=used.get(one.key, one.words)) for one in fields]


def old_filing_plan(desk: Desk, organization: str, name: str, saved: Saved) -> Plan:
    """Return the form that enters an old filing: number, date, authority."""

    def load() -> Loaded:
        from cso_desk.usecases import register

        shown = register.show(desk, organization).values
        values = {
            "number": shown["filing_number"],
            "date": shown["filing_date"],
            "authority": shown["filing_authority"] or register.default_authority(desk),
        }
        return Loaded(register.form_fields(desk, "decision"), values)

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "decision", key, text)

    def save(values: Mapping[str, str]) -> Any:
        from cso_desk.usecases import register

        return register.record_old_filing(
            desk, organization, values["number"], values["date"], values["authority"]
        )

    return Plan(
        title="历史备案补录",
        verb="保存补录",
        sections=(Section("", ("number", "date", "authority")),),
        load=load,
        check=check,
        save=save,
        saved=saved,
        whole=True,
        columns=1,
        above=f"{name}：照原来的备案证书或文件补录，不走新的备案程序。",
    )


class OrganizationEditor(Editor):
    """The editor, which also says while a name is typed whether there is one like it."""

    def __init__(self, page: DeskPage, look_at: Callable[[str], None]) -> None:
        super().__init__(page)
        self.alike = AlikeBand(page, look_at)
        self.insert_above(self.alike)
        self.shared = SharedOffers(page)
        self.ready.connect(self._watch)

    def _watch(self) -> None:
        self.shared.watch(self.form if self.plan and self.plan.sections is SECTIONS else None)
        new = self.plan is not None and self.plan.key == "organization.new"
        self.alike.watch(self.form if new else None)
