"""Simple charters: begin from the record, write the whole text, name what is missing, keep versions with the vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

VOTES = ("due", "present", "votes_for", "votes_against", "votes_abstain")
"""The counts of the meeting that passed a charter, in the order of the paper."""
MEETING = (
    "meeting_name",
    "meeting_form",
    "meeting_time",
    "meeting_place",
    "chair",
    "recorder",
    "remarks",
)
"""What else the minutes of that meeting say (F07), as texts."""
OWN_TEXT = "自带文本"
"""The template of a version that somebody else wrote: its clauses are kept as they came in."""


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
    meeting: Mapping[str, str]


def templates(desk: Desk) -> list[TemplateInfo]:
    """Return the templates of the policy pack, the default one first."""
    chosen = policy_pack.pack(desk).value("charters.default_template")
    found = [TemplateInfo(raw["id"], raw["title"]) for raw in raw_templates(desk)]
    return sorted(found, key=lambda one: one.id != chosen)


def raw_templates(desk: Desk) -> list[Mapping[str, Any]]:
    """Return the templates as the policy pack writes them."""
    return list(policy_pack.pack(desk).value("charters.templates"))


def _template(desk: Desk, wanted: str = "") -> Mapping[str, Any]:
    key = wanted or templates(desk)[0].id
    for raw in raw_templates(desk):
        if raw["id"] == key:
            return raw
    raise Trouble("NO_TEMPLATE", f"政策包里没有章程范本“{key}”，请换一个范本。")


def start(desk: Desk, organization: str, template: str = "") -> CharterDraft:
    """Begin a charter: the newest version's answers, else the record's values; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        facts = _facts(desk, session, _known(session, organization))
        kept = newest(session, organization)
    known = {raw["id"] for raw in raw_templates(desk)}
    last = kept.template if kept is not None and kept.template in known else ""
    chosen = _template(desk, template or last or "")
    proposed = charter_text.slots(chosen, facts)
    if kept is not None and kept.slots:
        proposed = [_with_answer(slot, kept.slots) for slot in proposed]
    answers = {slot.key: slot.value for slot in proposed}
    clauses = charter_text.compose(chosen, answers, facts)
    return CharterDraft(chosen["id"], tuple(proposed), tuple(clauses))


def words_and_record(desk: Desk, organization: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the words of an organization's place, and what its record says; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        facts = _facts(desk, session, _known(session, organization))
    held = {key: text for key, text in facts.items() if key.startswith("organization.")}
    return {key: text for key, text in facts.items() if key not in held}, held


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
    order: Sequence[str] = (),
) -> list[Clause]:
    """Return the whole text that these answers give; slots that are not answered take the proposed value.

    `order` names clauses by id in the order that they shall have; those it does not name keep their place.
    """
    chosen = _template(desk, template)
    with desk.read() as session:
        facts = _facts(desk, session, _known(session, organization))
    written = _composed(chosen, facts, _answers(chosen, facts, answers), own_clauses, without)
    return charter_text.ordered(written, order)


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
        return charter_text.missing(requirements, charter, nature or usual_nature(desk))
    kept = current(desk, charter)
    if kept is not None:
        return list(kept.missing)
    with desk.read() as session:
        nature = _known(session, charter).nature or usual_nature(desk)
    return charter_text.missing(requirements, (), nature)


def usual_nature(desk: Desk) -> str:
    """Return the nature that a charter has unless it says another."""
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
    meeting: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
) -> Done[str]:
    """Keep a charter; a version that was passed on another day stays, and a new one is made.

    Dates and votes are texts. Raises `Problems` (bad date or count, votes that do not add up), `Trouble` not_owner.
    """
    chosen = _template(desk, template)
    parsed = parsed_facts(desk, passed_on, reported_on, votes, meeting)
    with desk.operation("写章程") as op:
        record = owned(desk, op.session, Organization, organization)
        facts = _facts(desk, op.session, record)
        filled = _answers(chosen, facts, answers)
        clauses = _composed(chosen, facts, filled, own_clauses, without)
        kept = _version_to_write(op.session, organization, parsed["passed_on"])
        if not kept.version:
            kept.version = last_version(op.session, organization) + 1
            op.add(kept)
        kept.template, kept.slots = chosen["id"], filled
        kept.clauses = kept_clauses(charter_text.ordered(clauses, order))
        for key, value in parsed.items():
            setattr(kept, key, value)
        op.session.flush()
        saved = kept.id
    return Done(saved, frozenset(op.changes))


def kept_clauses(clauses: Sequence[Clause]) -> list[dict[str, str]]:
    """Return clauses as a version keeps them."""
    return [{"id": one.id, "title": one.title, "text": one.text} for one in clauses]


def parsed_facts(
    desk: Desk,
    passed_on: str,
    reported_on: str,
    votes: Mapping[str, str] | None,
    meeting: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Return dates, votes and minutes parsed; raises `Problems` for what is no value or does not add up."""
    allowed = (*VOTES, *MEETING)
    typed = {"passed_on": passed_on, "reported_on": reported_on, **(votes or {}), **(meeting or {})}
    if strange := [key for key in typed if key not in (*allowed, "passed_on", "reported_on")]:
        raise Problems(
            [Problem("", strange[0], "unknown_field", f"会议记录里没有“{strange[0]}”这一项。")]
        )
    parsed = parse_values(desk, Charter, typed)
    if problems := [*_vote_problems(parsed), *_date_problems(parsed)]:
        raise Problems(problems)
    return parsed


def _version_to_write(session: Session, organization: str, passed_on: Any) -> Charter:
    last = newest(session, organization)
    if last is not None and last.template != OWN_TEXT and last.passed_on in (None, passed_on):
        return last
    return Charter(organization=organization)


def last_version(session: Session, organization: str) -> int:
    """Return the highest version, 0 for none."""
    last = newest(session, organization)
    return (last.version or 0) if last else 0


def newest(session: Session, organization: str) -> Charter | None:
    """Return the record of the highest version."""
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
        return [info(desk, one) for one in found]


def info(desk: Desk, charter: Charter) -> CharterInfo:
    """Return a version as texts."""
    answers = dict(charter.slots or {})
    clauses = tuple(Clause(raw["id"], raw["title"], raw["text"]) for raw in charter.clauses or ())
    shown = texts_of(charter, {})
    known = {raw["id"]: raw for raw in raw_templates(desk)}.get(charter.template or "")
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
        {key: shown[key] for key in MEETING},
    )
