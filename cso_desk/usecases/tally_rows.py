"""The rows of a signed tally form: read from a CSV or a page, each fault named by row and column."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Decimal2, Whole, narrow, tidy
from cso_desk.records import lists

from .scoring import COUNT_COLUMNS, GRADES, POINTS, POINTS_COLUMN, VoterGroup, count_problems

HEADING = ("组织", "投票方", *COUNT_COLUMNS)
"""The heading of the CSV, and the keys of a row that a page gives (contract.md)."""
AMBIGUOUS = ""
"""Stands in the place of an id for a name that several organizations of the round bear."""
_COUNT = Whole(0, 99_999)


@dataclass(frozen=True, slots=True)
class TallyRow:
    """The counts of one organization (its id) and one voter group, complete and adding up."""

    organization: str
    group: str
    counts: Mapping[str, int]


def read_csv(file: Path) -> list[dict[str, str]]:
    """Return the rows of a tally CSV (UTF-8 or GB18030); raises `Trouble`, and `Problems` for a wrong heading."""
    reader = csv.DictReader(_text_of(file).splitlines())
    heading = [tidy(name or "") for name in reader.fieldnames or ()]
    lacking = [name for name in HEADING if name not in heading]
    if lacking:
        words = f"{file.name} 第一行缺少“{'、'.join(lacking)}”，应为 {','.join(HEADING)}。"
        raise Problems([Problem("csv!1", lacking[0], "heading", words)])
    reader.fieldnames = heading
    return [{name: row.get(name) or "" for name in HEADING} for row in reader]


def _text_of(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError:
        raise Trouble("UNREADABLE", f"打不开 {file.name}，请检查文件是否存在。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble("UNREADABLE", f"读不出 {file.name}，请存为 UTF-8 的 CSV 再录入。")


def check_rows(
    rows: Sequence[Mapping[str, str]],
    organizations: Mapping[str, str],
    groups: Sequence[VoterGroup] = (),
) -> list[TallyRow]:
    """Return the rows that were filled; raises `Problems` that name row, column and what to do.

    `organizations` maps the id and the name of every organization of the round to its id (`AMBIGUOUS` for a name
    that is not unique). Rows without any count are passed over: that organization is entered later. Rows are
    numbered from 1 without the heading. `groups` are those of the scheme: households have no 实到, points a sum.
    """
    schemes = {group.name: group for group in groups}
    taken: dict[tuple[str, str], TallyRow] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(rows, start=1):
        where = f"计票表第 {number} 行"
        if not any(tidy(raw.get(column, "")) for column in (*COUNT_COLUMNS, POINTS_COLUMN)):
            continue
        row, faults = _check_row(where, raw, organizations, schemes)
        if row is not None and (row.organization, row.group) in taken:
            words = f"“{tidy(raw['组织'])}”的{row.group}一方前面已有一行，请核对{where}。"
            faults.append(Problem(where, "组织", "duplicate_row", words))
        if row is not None:
            taken[row.organization, row.group] = row
        problems.extend(faults)
    if problems:
        raise Problems(problems)
    return list(taken.values())


def _check_row(
    where: str,
    raw: Mapping[str, str],
    organizations: Mapping[str, str],
    schemes: Mapping[str, VoterGroup],
) -> tuple[TallyRow | None, list[Problem]]:
    problems = []
    name, group = tidy(raw.get("组织", "")), tidy(raw.get("投票方", ""))
    organization = organizations.get(name)
    if not organization:
        words = _unknown(where, name, organization)
        problems.append(Problem(where, "组织", "unknown_organization", words))
    if group not in lists.VOTER_GROUPS:
        words = f"投票方应为{'或'.join(lists.VOTER_GROUPS)}，现为“{group}”，请核对{where}。"
        problems.append(Problem(where, "投票方", "not_in_list", words))
    voters = schemes.get(group)
    counts, faults = _counts(where, raw, voters)
    problems.extend(faults or count_problems(where, counts, voters))
    if not organization or group not in lists.VOTER_GROUPS:
        return None, problems
    return TallyRow(organization, group, counts), problems


def _unknown(where: str, name: str, organization: str | None) -> str:
    if organization == AMBIGUOUS:
        return f"这一轮有几个组织都叫“{name}”，请写组织的记录编号（{where}）。"
    return (
        f"这一轮没有“{name}”，请照测评表写全称（{where}）。"
        if name
        else f"没有写组织名称，请核对{where}。"
    )


def _counts(
    where: str, raw: Mapping[str, str], group: VoterGroup | None
) -> tuple[dict[str, int], list[Problem]]:
    counts, problems = {}, []
    for column, kind in _columns(group).items():
        text = narrow(raw.get(column, "")).removesuffix("张").removesuffix("票")
        try:
            number = kind.parse(text)
        except BadValue as fault:
            problems.append(
                Problem(where, column, fault.code, f"{where}的{column}：{fault.message}")
            )
            continue
        if number is None:
            words = f"{where}的{column}没有填，没有就写 0。"
            problems.append(Problem(where, column, "missing_required", words))
        else:
            counts[column] = number
    if group is not None and group.household and tidy(raw.get("实到", "")):
        words = f"{where}：入户问卷没有实到人数，请把实到空着。"
        problems.append(Problem(where, "实到", "household_present", words))
    points = group is not None and group.model == POINTS
    return {**counts, **(dict.fromkeys(GRADES, 0) if points else {})}, problems


def _columns(group: VoterGroup | None) -> dict[str, Whole | Decimal2]:
    found: dict[str, Whole | Decimal2] = dict.fromkeys(COUNT_COLUMNS, _COUNT)
    if group is not None and group.household:
        del found["实到"]
    if group is not None and group.model == POINTS:
        found = {key: kind for key, kind in found.items() if key not in GRADES}
        found[POINTS_COLUMN] = Decimal2()
    return found
