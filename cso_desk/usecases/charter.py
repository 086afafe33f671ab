"""Simple charters: begin from the record, write the whole text, name what is missing, keep versions with the vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Charter, Organization, Unit
from cso_desk.store import Desk, Session

from . import charter_text, policy_pack
from .charter_text import Clause, OwnClause, Slot
from .community_names import committee_name, short_name
from .done import Done
from .register import owned, parse_values, texts_of
from .units import names_of

VOTES = ("due", "present", "votes_for", "votes_against", "votes_abstain")
"""The counts of the meeting that passed a charter, in the order of the paper."""


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A template that the policy pack offers."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CharterDraft:
    """Where writing begins: the slots with proposed values, and the clauses that they give."""

    template: str
    slots: tuple[Slot, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class CharterInfo:
    """One version as it was kept; dates and counts are shown texts, `missing` and `blanks` what it still lacks."""

    id: str
    organization: str
    version: int
    template: str
    slots: Mapping[str, str]
    clauses: tuple[Clause, ...]
    passed_on: str
    reported_on: str
    votes: Mapping[str, str]
    missing: tuple[str, ...]
    blanks: tuple[str, ...]


def templates(desk: Desk) -> list[TemplateInfo]:
    """Return the templates of the policy pack, the default one first."""
    chosen = policy_pack.pack(desk).value("charters.default_template")
    found = [TemplateInfo(raw["id"], raw["title"]) for raw in _templates(desk)]
    return sorted(found, key=lambda one: one.id != chosen)


def _templates(desk: Desk) -> list[Mapping[str, Any]]:
    return list(policy_pack.pack(desk).value("charters.templates"))


def _template(desk: Desk, wanted: str = "") -> Mapping[str, Any]:
    key = wanted or templates(desk)[0].id
    for raw in _templates(desk):
        if raw["id"] == key:
            return raw
    raise Trouble("NO_TEMPLATE", f"政策包里没有章程范本“{key}”，请换一个范本。")


def start(desk: Desk, organization: str, template: str = "") -> CharterDraft:
    """Begin a charter: the newest version's answers, else the record's values; raises `Trouble` for an unknown one."""
    chosen = _template(desk, template)
    with desk.read() as session:
        facts = _facts(desk, session, _known(session, organization))
        kept = _newest(session, organization)
    proposed = charter_text.slots(chosen, facts)
    if kept is not None and kept.slots:
        proposed = [_with_answer(slot, kept.slots) for slot in proposed]
    answers = {slot.key: slot.value for slot in proposed}
    clauses = charter_text.compose(chosen, answers, facts)
    return CharterDraft(chosen["id"], tuple(proposed), tuple(clauses))


def _with_answer(slot: Slot, answers: Mapping[str, str]) -> Slot:
    value = answers.get(slot.key) or slot.value
    return Slot(
        slot.key, slot.label, value, slot.hint, slot.required, slot.kind, slot.words, slot.lines
    )


def _known(session: Session, organization: str) -> Organization:
    found = store.get(session, Organization, organization)
    if found is None:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    return found


def _facts(desk: Desk, session: Session, record: Organization) -> dict[str, str]:
    community = store.get(session, Unit, record.community) if record.community else None
    words = policy_pack.pack(desk).value("charters.words")[
        (community.kind if community else "") or ""
    ]
    facts = {key: words[key] for key in ("people", "here")}
    facts["committee_word"], facts["party_word"] = words["committee"], words["party"]
    facts |= {f"organization.{key}": text for key, text in texts_of(record, {}).items()}
    facts["organization.party_work"] = _party_work(record)
    if community is not None:
        facts["community.short"] = short_name(community.name)
        facts["community.committee"] = committee_name(community.name, words["committee"])
        facts["community.party_name"] = community.party_name or facts["community.short"] + "党组织"
    elif record.community_text:
        facts["community.short"] = short_name(record.community_text)
    facts["township.full_name"] = _township_name(desk, session, community)
    return facts


def _party_work(record: Organization) -> str:
    if record.party_form and record.party_form != "未建立":
        return f"建立{record.party_form}开展党的工作"
    return f"由党建联络员{record.party_liaison}开展党的工作" if record.party_liaison else ""


def _township_name(desk: Desk, session: Session, community: Unit | None) -> str:
    unit = community or store.get(session, Unit, desk.unit)
    while unit is not None and unit.level != "township":
        unit = store.get(session, Unit, unit.parent) if unit.parent else None
    return (unit.full_name or unit.name) if unit else ""


def compose(
    desk: Desk,
    organization: str,
    answers: Mapping[str, str],
    own_clauses: Sequence[OwnClause] = (),
    without: Sequence[str] = (),
    template: str = "",
) -> list[Clause]:
    """Return the whole text that these answers give; slots that are not answered take the proposed value."""
    chosen = _template(desk, template)
    with desk.read() as session:
        facts = _facts(desk, session, _known(session, organization))
    return _composed(chosen, facts, _answers(chosen, facts, answers), own_clauses, without)


def _answers(
    template: Mapping[str, Any], facts: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    nature = {"organization.nature": given["nature"]} if given.get("nature") else {}
    return {
        slot.key: given.get(slot.key, slot.value)
        for slot in charter_text.slots(template, {**facts, **nature})
    }


def _composed(
    template: Mapping[str, Any],
    facts: Mapping[str, str],
    answers: Mapping[str, str],
    own_clauses: Sequence[OwnClause],
    without: Sequence[str],
) -> list[Clause]:
    return charter_text.compose(template, answers, facts, own_clauses, frozenset(without))


def missing(desk: Desk, charter: str | Sequence[Clause], nature: str = "") -> list[str]:
    """Return the titles of required contents that are not said by an organization's newest charter, or by clauses.

    `charter` is the organization's id, or the clauses; `nature` matters only for clauses (empty: 社会团体性质).
    """
    requirements = policy_pack.pack(desk).value("charters.required")
    if not isinstance(charter, str):
        return charter_text.missing(requirements, charter, nature or _usual_nature(desk))
    kept = current(desk, charter)
    if kept is not None:
        return list(kept.missing)
    with desk.read() as session:
        nature = _known(session, charter).nature or _usual_nature(desk)
    return charter_text.missing(requirements, (), nature)


def read_file(file: Path) -> list[Clause]:
    """Return the clauses of a charter in a text file (UTF-8 or GB18030); raises `Trouble`."""
    try:
        raw = file.read_bytes()
    except OSError:
        raise Trouble("UNREADABLE", f"打不开 {file.name}，请检查文件是否存在。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return charter_text.read_text(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Trouble("UNREADABLE", f"{file.name} 不是文本文件，请另存为纯文本（.txt）再检查。")


def _usual_nature(desk: Desk) -> str:
    slot = next(raw for raw in _template(desk)["slots"] if raw["key"] == "nature")
    return str(slot.get("default", ""))


def unanimous(due: str, present: str) -> dict[str, str]:
    """Return the votes of a meeting where all who came agreed (全体到会成员一致同意)."""
    return {
        "due": due,
        "present": present,
        "votes_for": present,
        "votes_against": "0",
        "votes_abstain": "0",
    }


def save(
    desk: Desk,
    organization: str,
    answers: Mapping[str, str],
    own_clauses: Sequence[OwnClause] = (),
    passed_on: str = "",
    reported_on: str = "",
    votes: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    template: str = "",
) -> Done[str]:
    """Keep a charter; a version that was passed on another day stays, and a new one is made.

    Dates and votes are texts. Raises `Problems` (bad date or count, votes that do not add up), `Trouble` not_owner.
    """
    chosen = _template(desk, template)
    typed = {"passed_on": passed_on, "reported_on": reported_on, **(votes or {})}
    parsed = parse_values(desk, Charter, typed)
    if problems := [*_vote_problems(parsed), *_date_problems(parsed)]:
        raise Problems(problems)
    with desk.operation("写章程") as op:
        record = owned(desk, op.session, Organization, organization)
        facts = _facts(desk, op.session, record)
        filled = _answers(chosen, facts, answers)
        clauses = _composed(chosen, facts, filled, own_clauses, without)
        kept = _version_to_write(op.session, organization, parsed["passed_on"])
        if not kept.version:
            kept.version = _last_version(op.session, organization) + 1
            op.add(kept)
        kept.template, kept.slots = chosen["id"], filled
        kept.clauses = [{"id": one.id, "title": one.title, "text": one.text} for one in clauses]
        for key, value in parsed.items():
            setattr(kept, key, value)
        op.session.flush()
        saved = kept.id
    return Done(saved, frozenset(op.changes))


def _version_to_write(session: Session, organization: str, passed_on: Any) -> Charter:
    newest = _newest(session, organization)
    if newest is not None and newest.passed_on in (None, passed_on):
        return newest
    return Charter(organization=organization)


def _last_version(session: Session, organization: str) -> int:
    newest = _newest(session, organization)
    return (newest.version or 0) if newest else 0


def _newest(session: Session, organization: str) -> Charter | None:
    found = store.listed(
        session, Charter, order="version", descending=True, limit=1, organization=organization
    )
    return found[0] if found else None


def _vote_problems(parsed: Mapping[str, Any]) -> list[Problem]:
    counts = [parsed.get(key) for key in VOTES]
    if all(count is None for count in counts):
        return []
    labels = dict(
        zip(VOTES, ("应到人数", "实到人数", "同意人数", "反对人数", "弃权人数"), strict=True)
    )
    lacking = [key for key in VOTES if parsed.get(key) is None]
    if lacking:
        return [
            Problem("", key, "missing_required", f"{labels[key]}没有填，没有人就写 0。")
            for key in lacking
        ]
    due, present, agreed, against, abstained = (int(parsed[key]) for key in VOTES)
    problems = []
    if present > due:
        problems.append(
            Problem("", "present", "count_order", f"实到 {present} 人，多于应到 {due} 人，请核对。")
        )
    if (total := agreed + against + abstained) != present:
        words = f"同意、反对、弃权共 {total} 人，实到 {present} 人，请核对。"
        problems.append(Problem("", "votes_for", "count_votes", words))
    return problems


def _date_problems(parsed: Mapping[str, Any]) -> list[Problem]:
    passed, reported = parsed["passed_on"], parsed["reported_on"]
    if passed and reported and reported < passed and not str(passed).startswith(str(reported)):
        words = f"报备日期 {reported} 早于通过日期 {passed}，请核对。"
        return [Problem("", "reported_on", "date_order", words)]
    return []


def current(desk: Desk, organization: str) -> CharterInfo | None:
    """Return the newest version, None where nothing was written yet."""
    found = versions(desk, organization)
    return found[0] if found else None


def versions(desk: Desk, organization: str) -> list[CharterInfo]:
    """Return all versions, the newest first."""
    with desk.read() as session:
        found = store.listed(
            session, Charter, order="version", descending=True, organization=organization
        )
        return [_info(desk, one) for one in found]


def _info(desk: Desk, charter: Charter) -> CharterInfo:
    answers = dict(charter.slots or {})
    clauses = tuple(Clause(raw["id"], raw["title"], raw["text"]) for raw in charter.clauses or ())
    shown = texts_of(charter, {})
    known = {raw["id"]: raw for raw in _templates(desk)}.get(charter.template or "")
    return CharterInfo(
        charter.id,
        charter.organization or "",
        charter.version or 0,
        charter.template or "",
        answers,
        clauses,
        shown["passed_on"],
        shown["reported_on"],
        {key: shown[key] for key in VOTES},
        tuple(missing(desk, clauses, answers.get("nature", ""))),
        tuple(charter_text.blanks(known, answers)) if known else (),
    )


@dataclass(frozen=True, slots=True)
class ListedCharter:
    """One organization of this desk and how its charter stands: `state` 未写, 未通过, 缺 n 条 or 完备."""

    organization: str
    name: str
    community: str
    version: str
    passed_on: str
    state: str


def listed(desk: Desk) -> list[ListedCharter]:
    """Return all organizations of this desk with their newest charter, by name."""
    with desk.read() as session:
        records = store.listed(session, Organization, order="name", owner=desk.unit)
        names = names_of(session)
        newest = {
            one.organization: one
            for one in store.listed(session, Charter, order="version", owner=desk.unit)
        }
        return [_listed(desk, one, names, newest.get(one.id)) for one in records]


def _listed(
    desk: Desk, record: Organization, names: Mapping[str, str], charter: Charter | None
) -> ListedCharter:
    community = names.get(record.community or "", "") or record.community_text or ""
    if charter is None:
        return ListedCharter(record.id, record.name, community, "", "", "未写")
    info = _info(desk, charter)
    lacking = f"缺 {len(info.missing)} 条" if info.missing else ""
    state = lacking or ("完备" if info.passed_on else "未通过")
    return ListedCharter(
        record.id, record.name, community, f"第 {info.version} 版", info.passed_on, state
    )
