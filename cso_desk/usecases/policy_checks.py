"""Whether a policy pack makes sense beyond its schemas, and which records name a version of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.policy import Pack, calendar
from cso_desk.policy.pack import faults_of
from cso_desk.records import Case, CaseStep, Decision, Record, Round, lists
from cso_desk.store import Session

from . import case_flow, scoring
from .filing_state import OLD_FILING

_NAMING: tuple[tuple[type[Record], str, str], ...] = (
    (Case, "rules", "opened_on"),
    (CaseStep, "rules", "paper_date"),
    (Decision, "policy_version", "date"),
    (Round, "policy_version", "opened_on"),
)
"""The records that name the version they were made under: that field, and the field of their day."""
STATES_OF = ("filing.states_counted", "disclosure.states", "evaluation.states")
"""The entries that list states of an organization."""


@dataclass(frozen=True, slots=True)
class Used:
    """A day on which a matter was handled under a version."""

    day: str
    version: str


def used_after(session: Session, day: str) -> Used | None:
    """Return the newest day after `day` on which a matter was handled under a version; old filings do not count."""
    found = []
    for record, key, when in _NAMING:
        wanted = {"kind": _new_kinds()} if record is Decision else {}
        rows = store.values_of(session, record, (when, key), **wanted)
        found += [
            Used(str(at), version) for at, version in rows if at and version and str(at) > day
        ]
    return max(found, key=lambda one: one.day, default=None)


def _new_kinds() -> list[str]:
    return [kind for kind in lists.DECISION_KINDS if kind != OLD_FILING]


def times_named(session: Session, version: str) -> int:
    """Return how many living records name a version."""
    return sum(
        store.count_by(session, record, key, **{key: version}).get(version, 0)
        for record, key, _ in _NAMING
    )


def faults(pack: Pack, only: Collection[str]) -> list[Problem]:
    """Return what is wrong with a pack: schemas first, then words that no other entry knows, layouts, schemes.

    `only` holds the paths that were changed; layouts are read again only where they are among them, all of them
    where it is empty.
    """
    found = faults_of(pack)
    if found:
        return found
    codes = [code for code in pack.layouts if not only or f"layouts.{code}" in only]
    return [
        *_strange_days(pack),
        *_strange_words(pack),
        *_strange_layouts(pack, codes),
        *_strange_schemes(pack),
        *_strange_flows(pack),
    ]


def _strange_flows(pack: Pack) -> Iterator[Problem]:
    filing = pack.subject("filing")
    for key in filing["flows"]:
        for words in case_flow.unfit(case_flow.read_flow(filing, key), list(filing)):
            yield _problem(f"filing.flows.{key}", words)


def _problem(path: str, words: str) -> Problem:
    return Problem(f"{path.partition('.')[0]}.json", path, "pack_sense", words)


def _strange_days(pack: Pack) -> Iterator[Problem]:
    for key in ("valid_from", "valid_to"):
        text = pack.head[key]
        try:
            date.fromisoformat(text or "2000-01-01")
        except ValueError:
            yield _problem(f"pack.{key}", f"政策包的日期 {text} 不存在，请改正。")
    for key, raw in pack.subject("calendar").items():
        if key.isdigit():
            yield from _strange_year(f"calendar.{key}", raw["value"])


def _strange_year(path: str, value: dict[str, list[str]]) -> Iterator[Problem]:
    twice = set(value[calendar.OFF]) & set(value[calendar.ON])
    if twice:
        yield _problem(path, f"{min(twice)} 既写了休又写了班，请改正。")
    for day in (*value[calendar.OFF], *value[calendar.ON]):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield _problem(path, f"放假安排里的 {day} 不存在，请改正。")


def _strange_words(pack: Pack) -> Iterator[Problem]:
    scheme = pack.value("categories.scheme")
    checks: list[tuple[str, Collection[str], Collection[str], str]] = [
        ("categories.key_types", pack.value("categories.key_types"), scheme, "组织类别"),
        ("categories.mapping", pack.value("categories.mapping"), scheme, "组织类别"),
    ]
    templates = [one["id"] for one in pack.value("charters.templates")]
    chosen = [pack.value("charters.default_template")]
    checks.append(("charters.default_template", chosen, templates, "章程范本"))
    schemes = pack.subject("evaluation")["schemes"]
    chosen = [pack.value("evaluation.default_scheme")]
    checks.append(("evaluation.default_scheme", chosen, schemes, "评议方案"))
    checks.append(("evaluation.offered", pack.value("evaluation.offered"), schemes, "评议方案"))
    checks += [(path, pack.value(path), lists.STATES, "组织状态") for path in STATES_OF]
    if "materials" in pack.subject("filing"):
        path = "filing.materials"
        checks.append((path, pack.value(path), pack.layouts, "表样"))
    for path, words, known, what in checks:
        for word in words:
            if word not in known:
                label = pack.entry(path).label
                yield _problem(
                    path, f"“{label}”里的“{word}”不在{what}里，请改正，或先在{what}里加上。"
                )
    sources = pack.head["sources"]
    for entry in pack.entries():
        if entry.source and entry.source not in sources:
            yield _problem(entry.path, f"“{entry.label}”的依据 {entry.source} 没有写全称，请补上。")


def _strange_layouts(pack: Pack, codes: Collection[str]) -> Iterator[Problem]:
    from cso_desk.documents import read_layout

    for code in codes:
        try:
            read_layout(pack.layout(code))
        except Problems as found:
            for one in found.problems:
                yield Problem(f"layouts/{code}.json", f"layouts.{code}", one.code, one.message)


def _strange_schemes(pack: Pack) -> Iterator[Problem]:
    schemes: dict[str, Any] = pack.subject("evaluation")["schemes"]
    for key, raw in schemes.items():
        try:
            scoring.read_scheme(scoring.scheme_data(raw))
        except ValueError as fault:
            part, words = _scheme_fault(raw["name"], str(fault))
            yield _problem(f"evaluation.schemes.{key}.{part}", words)


def _scheme_fault(name: str, fault: str) -> tuple[str, str]:
    if fault == "weights":
        return "groups", f"评议方案“{name}”各投票方的比重加起来应当是 100%，请改正。"
    words = f"评议方案“{name}”的指标“{fault}”不对：代码不能重复，最多四级，最下一级要有评分规则，上级不能有，请改正。"
    return "indicators", words
