"""Values that are possible but unlikely (提醒), and why they are right all the same (情况说明, features 78, 79).

A doubt blocks nothing. It is worked out from the records wherever they are, by the policy pack of the desk; its
explanation is a row of the unit that entered the value and travels with the data, so that every desk above sees the
doubt together with the words. Another value is doubtful again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Explanation, Member, Organization, Record, Round, Tally, fields_of
from cso_desk.store import Desk, Session

from . import name_rules, names, policy_pack, scoring
from .done import Done
from .exchange_words import field_word
from .name_rules import WARN
from .register import owned
from .round_reading import COLUMN_KEYS

FEW, ROSTER, PARTY, QUORUM = "few_members", "roster_longer", "party_more", "quorum"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about a value: `code` names its kind, `seen` is the value, `sentence` what is unlikely about it.

    `mine` tells that this desk may explain it; `words`, `by` and `on` are the explanation, empty where there is none.
    """

    code: str
    table: str
    record: str
    key: str
    field: str
    seen: str
    sentence: str
    mine: bool
    words: str = ""
    by: str = ""
    on: str = ""

    @property
    def id(self) -> str:
        """What names the doubt in lists."""
        return f"{self.table}/{self.record}/{self.code}"


def of(desk: Desk, organization: str) -> list[Doubt]:
    """Return the doubts about an organization and the counts of its evaluations, explained or not."""
    with desk.read() as session:
        return _of(desk, session, organization)


def _of(desk: Desk, session: Session, organization: str) -> list[Doubt]:
    record = store.get(session, Organization, organization)
    if record is None:
        return []
    pack = policy_pack.pack(desk)
    found = [*_register(desk, session, pack, record), *_votes(desk, session, record.id)]
    said = {}
    for one in store.listed(session, Explanation, organization=organization, order="hlc"):
        said[one.record, one.code, one.owner] = one
    owners = {record.id: record.owner}
    shown = []
    for doubt in found:
        owner = owners.get(doubt.record) or _owner(session, doubt)
        known = said.get((doubt.record, doubt.code, owner))
        if known is not None and known.seen == doubt.seen:
            by, on = known.explained_by or "", str(known.explained_on or "")
            doubt = replace(doubt, words=known.words or "", by=by, on=on)
        shown.append(doubt)
    return shown


def _owner(session: Session, doubt: Doubt) -> str:
    found = store.get(session, Tally, doubt.record)
    return found.owner if found is not None else ""


def _register(desk: Desk, session: Session, pack: Pack, record: Organization) -> Iterator[Doubt]:
    mine = record.owner == desk.unit
    for code, key, seen, sentence in (
        *_members(session, pack, record),
        *_name(session, pack, record),
    ):
        yield Doubt(
            *(code, "organization", record.id, key),
            field=field_word("organization", key),
            seen=seen,
            sentence=sentence,
            mine=mine,
        )


def _members(
    session: Session, pack: Pack, record: Organization
) -> Iterator[tuple[str, str, str, str]]:
    if record.members is None:
        return
    members, party = record.members, record.party_members or 0
    least = int(pack.value("filing.minimums.members").get(record.nature or "", 0))
    if members < least:
        words = f"成员总数 {members} 人，少于备案条件的 {least} 人，请核对。"
        yield FEW, "members", str(members), words
    roster = len(store.listed(session, Member, organization=record.id, left=None))
    if roster > members:
        words = f"花名册有 {roster} 人，多于成员总数 {members} 人，请核对。"
        yield ROSTER, "members", f"{members}/{roster}", words
    if party > members:
        words = f"党员数 {party} 人，多于成员总数 {members} 人，请核对。"
        yield PARTY, "party_members", f"{party}/{members}", words


def _name(
    session: Session, pack: Pack, record: Organization
) -> Iterator[tuple[str, str, str, str]]:
    places = names.place_words(session, record.community)
    said = name_rules.remarks(
        pack, record.name or "", places, record.nature or "", record.leader or ""
    )
    for one in said:
        if one.level == WARN:
            yield f"name_{one.code}"[:40], "name", (record.name or "")[:300], one.sentence


def _votes(desk: Desk, session: Session, organization: str) -> Iterator[Doubt]:
    schemes: dict[str, scoring.Scheme | None] = {}
    for tally in store.listed(session, Tally, organization=organization):
        if tally.round not in schemes:
            found = store.get(session, Round, tally.round or "")
            known = found is not None and bool(found.scheme)
            schemes[tally.round or ""] = (
                scoring.read_scheme(found.scheme) if known and found is not None else None
            )
        scheme = schemes[tally.round or ""]
        counts = {column: int(getattr(tally, key) or 0) for column, key in COLUMN_KEYS.items()}
        groups = scheme.groups if scheme is not None and tally.due else ()
        for group in groups:
            sentence = scoring.quorum_warning(group, counts) if group.name == tally.group else ""
            if sentence:
                yield Doubt(
                    *(QUORUM, "tally", tally.id, "present"),
                    field=f"{group.name}计票",
                    seen="/".join(str(counts[one]) for one in scoring.PEOPLE),
                    sentence=sentence,
                    mine=tally.owner == desk.unit,
                )


def explain(desk: Desk, organization: str, doubt: str, words: str) -> Done[str]:
    """Say why a doubtful value is right; `doubt` is its id (see `of`). A second time replaces the words.

    Raises `Problems` for blank or long words, `Trouble` for a doubt that is gone or a value of another unit (not_owner).
    """
    try:
        text = fields_of(Explanation)["words"].kind.parse(words)
    except BadValue as fault:
        raise Problems([Problem("", "words", fault.code, fault.message)]) from None
    if not text:
        message = "请写情况说明，让上级知道为什么没有错。"
        raise Problems([Problem("", "words", "missing_required", message)])
    with desk.operation("写情况说明") as op:
        found = [one for one in _of(desk, op.session, organization) if one.id == doubt]
        if not found:
            raise Trouble("NO_RECORD", "这条提醒已经没有了，可能数据已改过，请刷新。")
        one = found[0]
        kind: type[Record] = Organization if one.table == "organization" else Tally
        owned(desk, op.session, kind, one.record)
        known = store.listed(
            op.session, Explanation, record=one.record, code=one.code, owner=desk.unit
        )
        kept = known[-1] if known else op.add(Explanation(organization=organization))
        kept.record_table, kept.record = one.table, one.record
        kept.field_key, kept.code, kept.seen, kept.words = one.key, one.code, one.seen, text
        kept.explained_by = desk.user[:30]
        kept.explained_on = PartialDate.of(desk.clock.today())
        op.session.flush()
        saved = kept.id
    return Done(saved, frozenset(op.changes))
