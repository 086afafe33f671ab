"""The papers of an evaluation round: ballots without any number (E01), tally forms (E02), the result form (E03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.progress import Progress
from cso_desk.records import Unit
from cso_desk.store import Desk

from . import evaluate, round_meeting, scoring
from .community_names import short_name
from .done import Done
from .evaluate import COLUMN_KEYS, RoundDetail, TallyLine
from .evaluate_results import OrgResult
from .paper_data import PaperData, common, unit_data
from .paper_sheaf import draw_sheaf
from .print_forms import Printed
from .round_reading import known
from .scoring import GRADES, POINTS_COLUMN
from .units import info_of

GROUP_KEYS: Mapping[str, str] = {"两委": "committee", "居民": "residents"}
"""The voter group → the word that the result layout names it by."""


def forms(
    desk: Desk,
    round_id: str,
    out: Path,
    copies: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Done[Printed]:
    """Write one PDF: for each voter group its ballots and one tally form.

    `copies` says how many ballots a group gets (one to photocopy where it is silent). All ballots of a group are
    the same: nothing on them tells one voter from another. Households get numbered questionnaires and the list of
    who carries them. Raises `Trouble` for an unknown round or a full disk.
    """
    detail = evaluate.round(desk, round_id)
    base = base_data(desk, round_id, detail)
    sheets: list[tuple[str, Sequence[PaperData]]] = []
    for voters in _scheme(desk, round_id).groups:
        data = {
            **base,
            "round": {**base["round"], "group": voters.name, **_scale(voters)},
            "orgs": _ballot_rows(detail, voters.name),
        }
        ballot, tally = ("Q09", "Q10") if voters.model == scoring.POINTS else ("E01", "E02")
        sheets += _ballots(ballot, data, voters, (copies or {}).get(voters.name, 1))
        sheets.append((tally, [{**data, **_tally_data(detail, voters.name)}]))
    return draw_sheaf(desk, sheets, out, progress)


def _scheme(desk: Desk, round_id: str) -> scoring.Scheme:
    with desk.read() as session:
        return scoring.read_scheme(known(session, round_id).scheme)


def _scale(voters: scoring.VoterGroup) -> dict[str, str]:
    words = {f"words_{number}": word for number, word in enumerate(voters.words, start=1)}
    return {**words, "full": str(voters.full)}


def _ballots(
    code: str, data: PaperData, voters: scoring.VoterGroup, copies: int
) -> list[tuple[str, Sequence[PaperData]]]:
    """Secret ballots are all alike; only questionnaires that are carried from door to door bear a number."""
    if not voters.household or voters.model == scoring.POINTS:
        return [(code, [data] * copies)]
    numbered = [
        {**data, "questionnaire": {"no": f"{number:03d}"}} for number in range(1, copies + 1)
    ]
    return [("Q04", [data]), ("Q03", numbered)]


def print_result(
    desk: Desk, round_id: str, out: Path, progress: Progress | None = None
) -> Done[Printed]:
    """Write the result form of a round; what is not known yet stays blank to be filled by hand."""
    return draw_sheaf(desk, [("E03", [result_data(desk, round_id)])], out, progress)


def base_data(desk: Desk, round_id: str, detail: RoundDetail) -> PaperData:
    """Return what every paper of a round may name."""
    with desk.read() as session:
        unit = store.get(session, Unit, detail.info.unit)
        held_on = known(session, round_id).held_on
        place = unit_data(info_of(unit)) if unit else {}
    place["name"] = short_name(place.get("name", ""))
    return {**common(desk), "community": place, "round": _round_texts(detail, held_on)}


def _round_texts(detail: RoundDetail, held_on: PartialDate | None) -> dict[str, str]:
    return {
        "year": str(detail.info.year),
        "title": detail.info.title,
        "date": held_on.chinese() if held_on else "",
    }


def _ballot_rows(detail: RoundDetail, group: str) -> list[dict[str, str]]:
    return [_row(number, line) for number, line in enumerate(_of_group(detail, group), start=1)]


def _row(number: int, line: TallyLine) -> dict[str, str]:
    return {"no": str(number), "name": line.name}


def _of_group(detail: RoundDetail, group: str) -> list[TallyLine]:
    return [line for line in detail.tallies if line.group == group]


def _tally_data(detail: RoundDetail, group: str) -> PaperData:
    lines = _of_group(detail, group)
    keys = {**COLUMN_KEYS, POINTS_COLUMN: "points"}
    rows = [
        {**_row(number, line), **{key: line.counts[column] for column, key in keys.items()}}
        for number, line in enumerate(lines, start=1)
    ]
    return {"tally": _common_counts(lines), "orgs": rows}


def _common_counts(lines: Iterable[TallyLine]) -> dict[str, str]:
    """Return the counts that are the same in all rows of a group, empty where rows differ."""
    listed = list(lines)
    found = {}
    for column, key in COLUMN_KEYS.items():
        texts = {line.counts[column] for line in listed}
        found[key] = texts.pop() if len(texts) == 1 else ""
    return found


def result_data(desk: Desk, round_id: str) -> PaperData:
    """Return what the result form says."""
    detail = evaluate.round(desk, round_id)
    base = base_data(desk, round_id, detail)
    counts = {(line.organization, line.group): line.counts for line in detail.tallies}
    rows = [
        _result_row(number, one, counts)
        for number, one in enumerate(evaluate.results(desk, round_id), start=1)
    ]
    data: dict[str, Any] = {**base, "orgs": rows}
    for group in detail.groups:
        data[GROUP_KEYS[group]] = _common_counts(_of_group(detail, group))
    scheme = _scheme(desk, round_id)
    notes = {"denominator": f"{scheme.denominator}票数", "scheme_note": scheme_note(scheme)}
    kept = round_meeting.meeting(desk, round_id).values
    data["round"] = {**base["round"], **notes, "place": kept["place"]}
    return data


def _result_row(
    number: int, one: OrgResult, counts: Mapping[tuple[str, str], Mapping[str, str]]
) -> dict[str, str]:
    row = {"no": str(number), "name": one.name, "score": one.score_text, "grade": one.grade}
    for group, word in GROUP_KEYS.items():
        own, shares = counts.get((one.organization, group), {}), one.group_shares.get(group, {})
        for grade in GRADES:
            text = (
                f"{own.get(grade, '')}（{shares[grade]}）"
                if grade in shares
                else own.get(grade, "")
            )
            row[f"{word}_{COLUMN_KEYS[grade]}"] = text
    return row


def scheme_note(scheme: scoring.Scheme) -> str:
    """Return in one sentence how the score is made, as the result form explains it."""
    if scheme.tree:
        return f"综合得分为指标评分表的合计，满分{scheme.full}分，方案为{scheme.name}（参考）。"
    weights = "、".join(f"{group.name}{_whole_percent(group.weight)}" for group in scheme.groups)
    options = "、".join(scheme.score_of)
    return f"综合得分＝{options}占比之和×{scheme.full}，各投票方占比按权重（{weights}）合计，方案为{scheme.name}（参考）。"


def _whole_percent(share: Any) -> str:
    return scoring.percent(share).removesuffix("%").rstrip("0").rstrip(".") + "%"
