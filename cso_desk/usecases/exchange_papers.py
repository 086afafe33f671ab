"""The papers that go with packages: 报送单, 回执单, 单位核对表, and the summary that travels inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import PartialDate
from cso_desk.policy.pack import RESOURCES
from cso_desk.records import Organization, Unit
from cso_desk.store import Desk, Session

from . import trust
from .exchange_words import (
    KINDS,
    VERDICTS,
    day_word,
    field_word,
    in_order,
    seqs_word,
    size_word,
    table_word,
)
from .mailing import workdir
from .paper_data import PaperData, common
from .units import info_of, names_of

SLIP, RECEIPT, FINGERPRINT, SUMMARY = "P01", "P02", "P03", "P05"
MAX_LISTED = 1000
"""How many organizations the printed summary lists; the summary workbook has all."""

_GETA = "〓"
_SUMMARY_KEYS = ("name", "community", "community_text", "category", "state", "filing_number")
_HEADINGS = ("序号", "组织名称", "所在社区(村)", "组织类别", "状态", "备案编号")


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What papers say of one package; `counts` are rows per table, `made_at` an ISO moment, `size` octets."""

    sender: str
    sender_name: str
    receiver: str
    receiver_name: str
    kind: str
    seq: int
    made_at: str
    file: str = ""
    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    check_code: str = ""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One row that was not taken, for the 回执单."""

    table: str
    record: str
    field: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What became of a package: `verdict` as in receipts, `tables` the counts of each table by what happened."""

    verdict: str
    message: str
    taken_at: str
    tables: Mapping[str, Mapping[str, int]]
    missing_seqs: tuple[int, ...]
    refused: Sequence[RefusedLine]


def slip(desk: Desk, package: PackageFacts) -> bytes:
    """Return the 报送单 as PDF, one copy for each side."""
    data = _package_data(desk, package)
    data["tables"] = _count_lines(package.counts)
    return drawn(desk, SLIP, data)


def receipt(desk: Desk, package: PackageFacts, facts: ReceiptFacts) -> bytes:
    """Return the 回执单 as PDF, with the rows that came back and what to do about them."""
    data = _package_data(desk, package)
    verdict = VERDICTS.get(facts.verdict, facts.verdict)
    data["receipt"] = {
        "date": day_word(facts.taken_at),
        "verdict": f"{verdict}：{facts.message}" if facts.message else verdict,
        "missing_seqs": seqs_word(facts.missing_seqs),
        "clerk": desk.user,
        "signed_on": "",
    }
    data["tables"] = [
        {"label": table_word(table), **_told(facts.tables[table])}
        for table in in_order(facts.tables)
    ]
    data["refused"] = [
        {
            "no": str(number),
            "record": f"{table_word(line.table)} {line.record}".strip(),
            "field": field_word(line.table, line.field),
            "why": line.why,
            "remedy": line.remedy,
        }
        for number, line in enumerate(facts.refused, 1)
    ]
    return drawn(desk, RECEIPT, data)


def _told(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the counts of one table; rows that are older than ours leave this desk as it is."""
    same = counts.get("same", 0) + counts.get("older", 0)
    return {key: str(number) for key, number in {**counts, "same": same}.items()}


def fingerprint_paper(desk: Desk) -> bytes:
    """Return this desk's 《单位核对表》 as PDF: its 单位核对码 in large type and its request as QR code."""
    from cso_desk.packages.certificates import make_request

    keys = trust.keys_of(desk)
    data = common(desk)
    request = make_request(keys, trust.head_of(desk)).decode("utf-8").strip()
    with desk.read() as session:
        own = store.get(session, Unit, desk.unit)
        above = store.get(session, Unit, own.parent) if own is not None and own.parent else None
        data["parent"] = {"full_name": info_of(above).full_name if above is not None else ""}
    data["unit"] = {**data["unit"], "fingerprint": keys.fingerprint.upper()}
    data["enrolment"] = {
        "date": PartialDate.of(desk.clock.today()).chinese(),
        "request": request,
    }
    return drawn(desk, FINGERPRINT, data)


def summary(
    desk: Desk, package: PackageFacts, app: str, owners: Collection[str]
) -> dict[str, bytes]:
    """Return 摘要.xlsx and 摘要.pdf of all that these units report; no phone, no identity number."""
    with desk.read() as session:
        rows = sorted(_summary_rows(session, owners), key=lambda row: (row[1], row[0]))
    title = f"{package.sender_name}社区社会组织上报摘要（第 {package.seq:04d} 号）"
    return {
        "摘要.xlsx": _summary_workbook(desk, rows, title),
        "摘要.pdf": _summary_pdf(desk, package, rows, app),
    }


def _summary_rows(
    session: Session, owners: Collection[str]
) -> Iterator[tuple[str, str, str, str, str]]:
    names = names_of(session)
    found = store.values_of(session, Organization, _SUMMARY_KEYS, owner=list(owners))
    for name, community, text, category, state, number in found:
        place = names.get(community, "") or text or "社区待定"
        yield (name, place, category or "", state or "", number or "")


def _summary_workbook(desk: Desk, rows: Iterable[tuple[str, ...]], title: str) -> bytes:
    from cso_desk.workbooks.ledger_writing import write_ledger

    numbered = [[str(number), *row] for number, row in enumerate(rows, 1)]
    with TemporaryDirectory(dir=workdir(desk)) as folder:
        file = Path(folder) / "summary.xlsx"
        write_ledger(file, list(_HEADINGS), numbered, title=title)
        return file.read_bytes()


def _summary_pdf(
    desk: Desk, package: PackageFacts, rows: Sequence[tuple[str, ...]], app: str
) -> bytes:
    data = _package_data(desk, package)
    more = f"（前 {MAX_LISTED} 个，全部见摘要.xlsx）" if len(rows) > MAX_LISTED else ""
    data["package"].update(listed=f"：共 {len(rows)} 个{more}", app=app)
    data["tables"] = _count_lines(package.counts)
    keys = ("name", "community", "category", "state")
    data["orgs"] = [
        {"no": str(number), **dict(zip(keys, row, strict=False))}
        for number, row in enumerate(rows[:MAX_LISTED], 1)
    ]
    return drawn(desk, SUMMARY, data)


def _package_data(desk: Desk, package: PackageFacts) -> PaperData:
    data = common(desk)
    with desk.read() as session:
        data["from"] = {"full_name": _full_name(session, package.sender, package.sender_name)}
        data["to"] = {"full_name": _full_name(session, package.receiver, package.receiver_name)}
    data["package"] = {
        "seq": f"{package.seq:04d}",
        "made_on": day_word(package.made_at),
        "file": package.file,
        "kind": KINDS.get(package.kind, package.kind),
        "size": size_word(package.size) if package.size else "",
        "rows": str(sum(package.counts.values())),
        "check_code": package.check_code,
        "clerk": desk.user,
        "reviewer": "",
    }
    return data


def _full_name(session: Session, unit: str, name: str) -> str:
    found = store.get(session, Unit, unit)
    return info_of(found).full_name if found is not None else name


def _count_lines(counts: Mapping[str, int]) -> list[dict[str, str]]:
    filled = [(table, counts[table]) for table in in_order(counts) if counts[table]]
    return [
        {"no": str(place), "label": table_word(table), "count": str(number)}
        for place, (table, number) in enumerate(filled, 1)
    ]


def drawn(desk: Desk, code: str, data: Mapping[str, object]) -> bytes:
    """Draw one paper; a character that no font has shows as 〓, since a package must not wait for a font."""
    from .print_forms import draw_layout

    content, drawn = draw_layout(desk, code, [data], None)
    if drawn.skipped:
        content, drawn = draw_layout(desk, code, [_printable(data)], None)
    if drawn.skipped:
        raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
    return content


def _printable(value: Any) -> Any:
    from cso_desk.documents import Fonts, missing_characters

    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_printable(inner) for inner in value]
    if isinstance(value, str):
        return value.translate(
            {ord(one): _GETA for one in missing_characters(value, Fonts(RESOURCES / "fonts"))}
        )
    return value
