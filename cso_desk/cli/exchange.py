"""Verbs of exchange: `enrol …`, `package …`, `receipt …` (contract.md; refusal codes: packages.md 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cso_desk.errors import Problem

from .doorway import Call, Outcome, verb

if TYPE_CHECKING:
    from cso_desk.usecases.take_packages import LookedAt, TakenInfo

_PATH = click.Path(path_type=Path)
_FINE = ("ok", "part", "duplicate")


@verb(
    "enrol request",
    "生成单位证书申请，连同盖章的《单位核对表》送上级。",
    example="cso-desk enrol request --out 申请.json --paper 单位核对表.pdf",
)
@click.option("--out", required=True, type=_PATH, help="申请写到哪个文件")
@click.option("--paper", type=_PATH, help="《单位核对表》写到哪个 PDF")
def enrol_request(call: Call, out: Path, paper: Path | None) -> Outcome:
    """Write the request file, and the paper where one is wanted."""
    from cso_desk.usecases import enrol, enrolment_files, exchange_papers

    with call.desk() as desk:
        enrolment_files.write_file(out, enrol.request(desk))
        if paper is not None:
            enrolment_files.write_file(paper, exchange_papers.fingerprint_paper(desk))
        own = enrol.own_fingerprint(desk)
    lines = [f"申请已写到 {out}。", f"本单位核对码：{enrol.shown_fingerprint(own)}"]
    return Outcome({"own_fingerprint": own, "file": str(out)}, lines)


@verb(
    "enrol suite",
    "看或选本单位的密码算法：A1 通用、SM1 国密；同别的单位建立报送关系之前才能选。",
    example="cso-desk enrol suite SM1",
)
@click.argument("name", metavar="[算法]", default="")
def enrol_suite(call: Call, name: str) -> Outcome:
    """Tell or choose the suite of this desk's keys."""
    from cso_desk.usecases import choosing_suite, enrol

    with call.desk(write=bool(name)) as desk:
        if name:
            choosing_suite.choose(desk, name)
        found, own = choosing_suite.suite(desk), enrol.own_fingerprint(desk)
    lines = [
        f"密码算法：{choosing_suite.WORDS[found]}",
        f"本单位核对码：{enrol.shown_fingerprint(own)}",
    ]
    return Outcome({"suite": found, "own_fingerprint": own}, lines)


@verb(
    "enrol issue",
    "核对下级单位的单位核对码，发给单位证书。",
    example="cso-desk enrol issue 申请.json --fingerprint 0123456789ABCDEF0123456789ABCDEF --out 证书.json",
)
@click.argument("file", metavar="文件", type=_PATH)
@click.option("--fingerprint", default="", help="对方《单位核对表》上的单位核对码")
@click.option("--vouched", is_flag=True, help="换证申请由对方的旧证书担保，不再核对纸面")
@click.option("--out", required=True, type=_PATH, help="证书写到哪个文件")
@click.option("--paper", type=_PATH, help="本单位的《单位核对表》写到哪个 PDF")
def enrol_issue(
    call: Call, file: Path, fingerprint: str, vouched: bool, out: Path, paper: Path | None
) -> Outcome:
    """Certify a unit below."""
    from cso_desk.usecases import enrol, enrolment_files, exchange_papers

    enrolment_files.check_place(out)
    with call.desk(write=True) as desk:
        raw = enrolment_files.read_file(file)
        issued = enrol.issue(desk, raw, fingerprint, vouched=vouched).value
        enrolment_files.write_file(out, issued.chain)
        if paper is not None:
            enrolment_files.write_file(paper, exchange_papers.fingerprint_paper(desk))
    own = enrol.shown_fingerprint(issued.own_fingerprint)
    lines = [f"已给{issued.name}发单位证书：{out}。", f"本单位核对码（请一并告诉对方）：{own}"]
    value = {
        "fingerprint": issued.fingerprint,
        "own_fingerprint": issued.own_fingerprint,
        "unit": issued.unit,
        "name": issued.name,
        "file": str(out),
    }
    return Outcome(value, lines)


@verb(
    "enrol accept",
    "核对上级的单位核对码，接收上级发的单位证书。",
    example="cso-desk enrol accept 证书.json --fingerprint 0123456789ABCDEF0123456789ABCDEF",
)
@click.argument("file", metavar="文件", type=_PATH)
@click.option("--fingerprint", required=True, help="上级《单位核对表》上的单位核对码")
def enrol_accept(call: Call, file: Path, fingerprint: str) -> Outcome:
    """Take the certificate and pin the superior."""
    from cso_desk.usecases import enrol, enrolment_files

    with call.desk(write=True) as desk:
        taken = enrol.accept(desk, enrolment_files.read_file(file), fingerprint).value
    value = {
        "fingerprint": taken.fingerprint,
        "own_fingerprint": taken.own_fingerprint,
        "unit": taken.unit,
        "name": taken.name,
    }
    return Outcome(value, [f"已接收{taken.name}发的单位证书，可以生成上报包了。"])


@verb("enrol list", "列出有报送关系的单位。", example="cso-desk enrol list")
def enrol_list(call: Call) -> Outcome:
    """List the neighbours."""
    from cso_desk.usecases import enrol

    with call.desk() as desk:
        found = enrol.peers(desk)
        own = enrol.own_fingerprint(desk)
    value = {
        "own_fingerprint": own,
        "peers": [
            {
                "unit": one.unit,
                "name": one.name,
                "relation": one.relation,
                "fingerprint": one.fingerprint,
                "since": one.since,
            }
            for one in found
        ],
    }
    lines = [f"本单位核对码：{enrol.shown_fingerprint(own)}"]
    lines += [f"{one.relation}　{one.name}　{one.since}" for one in found]
    return Outcome(value, lines)


@verb(
    "package make",
    "生成上报包，写到文件夹或U盘。",
    example="cso-desk package make --to 410823 --out /media/usb --slip 报送单.pdf",
)
@click.option("--to", required=True, metavar="CODE", help="接收单位的区划代码")
@click.option("--out", required=True, type=_PATH, help="写到哪个文件夹")
@click.option("--full", is_flag=True, help="带全部数据，不只带上次确认以来的变化")
@click.option("--no-attachments", "bare", is_flag=True, help="不带附件文件，便于用办公邮箱发送")
@click.option("--slip", type=_PATH, help="《报送单》写到哪个 PDF")
def package_make(
    call: Call, to: str, out: Path, full: bool, bare: bool, slip: Path | None
) -> Outcome:
    """Make one package."""
    from cso_desk.usecases import send_package, witness

    with call.desk(write=True) as desk:
        remarks = witness.remarks(desk, out)
        sent = send_package.make(
            desk, to, out, full=full, slip=slip, attachments=not bare, older_too=True
        ).value
    value = {
        "file": str(sent.file),
        "seq": sent.seq,
        "rows": sent.rows,
        "full": sent.full,
        "attachments": sent.attachments,
        "check_code": sent.check_code,
        "id": sent.id,
        "tables": dict(sent.tables),
        "organizations": sent.organizations,
        "slip": str(sent.slip) if sent.slip else None,
    }
    lines = [
        f"已写到 {sent.file}：{sent.organizations} 个组织，第 {sent.seq:04d} 号。",
        f"核对码：{sent.check_code}。请连同报送单送{sent.to_name}，收到回执才算报完。",
    ]
    return Outcome(value, lines, remarks)


@verb("package outbox", "列出已生成的上报包。", example="cso-desk package outbox")
def package_outbox(call: Call) -> Outcome:
    """List what was reported."""
    from cso_desk.usecases import send_package

    with call.desk() as desk:
        found = send_package.outbox(desk)
    value = [
        {
            "id": one.id,
            "to": one.to_name,
            "seq": one.seq,
            "check_code": one.check_code,
            "file": one.file,
            "made_at": one.made_at,
            "rows": one.rows,
            "organizations": one.organizations,
            "state": one.state,
            "acknowledged_at": one.acknowledged_at or None,
            "present": one.present,
        }
        for one in found
    ]
    lines = [f"{one.seq:04d}　报{one.to_name}　{one.made_at[:10]}　{one.state}" for one in found]
    return Outcome(value, lines or ["还没有生成过上报包。"])


@verb(
    "package again",
    "把发件箱里的上报包原样再写一次。",
    example="cso-desk package again 0190a2b4-0000-7000-8000-000000000000 --out /media/usb",
)
@click.argument("package")
@click.option("--out", required=True, type=_PATH, help="写到哪个文件夹")
def package_again(call: Call, package: str, out: Path) -> Outcome:
    """Write a package once more."""
    from cso_desk.usecases import send_package

    with call.desk() as desk:
        file = send_package.write_again(desk, package, out).value
    return Outcome({"file": str(file)}, [f"已写到 {file}，与上次完全相同。"])


@verb(
    "package origin",
    "查一条记录是哪个单位、哪份上报包一级一级报来的。",
    example="cso-desk package origin 0190a2b4-0000-7000-8000-000000000000",
)
@click.argument("record", metavar="记录")
@click.option("--table", default="organization", help="记录种类，不写为组织")
def package_origin(call: Call, record: str, table: str) -> Outcome:
    """Open a record down to its owner."""
    from cso_desk.usecases import origin

    with call.desk() as desk:
        found = origin.of(desk, table, record)
    value = {**asdict(found), "steps": [asdict(one) for one in found.steps]}
    lines = [
        f"{one.name} 第 {one.seq:04d} 号（{one.made_at[:10]}，核对码 {one.check_code}）"
        f"{'：已核实' if one.proved else '：' + one.why}"
        for one in found.steps
    ]
    last = "，逐级核实无误。" if found.whole else "，没有全部核实。"
    return Outcome(value, [*lines, f"由{found.owner_name or '本单位'}维护{last}"])


@verb(
    "package look",
    "查看上报包里有什么，不写入。",
    example="cso-desk package look 某县_某镇_上报_2026-11-22_0001.csopkg",
)
@click.argument("files", nargs=-1, required=True, type=_PATH)
def package_look(call: Call, files: tuple[Path, ...]) -> Outcome:
    """Preview packages."""
    from cso_desk.usecases import take_packages

    with call.desk() as desk:
        return _answer(take_packages.look(desk, files), looking=True)


@verb(
    "package take",
    "接收上报包，生成回执。",
    example="cso-desk package take *.csopkg --receipts /media/usb --papers 回执单",
)
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option("--receipts", type=_PATH, help="回执写到哪个文件夹")
@click.option("--papers", type=_PATH, help="《回执单》写到哪个文件夹")
@click.option("--dry-run", is_flag=True, help="只看，不写入")
def package_take(
    call: Call, files: tuple[Path, ...], receipts: Path | None, papers: Path | None, dry_run: bool
) -> Outcome:
    """Take packages in."""
    from cso_desk.usecases import take_packages

    with call.desk(write=not dry_run) as desk:
        if dry_run:
            return _answer(take_packages.look(desk, files), looking=True)
        done = take_packages.take(desk, files, receipts=receipts, papers=papers)
    return _answer(done.value, looking=False)


def _answer(found: Sequence[LookedAt | TakenInfo], looking: bool) -> Outcome:
    problems = [
        Problem(one.file.name, "", one.code or "NOT_WRITTEN", one.message)
        for one in found
        if one.verdict not in _FINE or one.unwritten
    ]
    lines = [_line(one, looking) for one in found if one.verdict in _FINE]
    fine = sum(one.verdict in _FINE for one in found)
    exit_code = 0 if fine == len(found) and not problems else 3 if fine else 1
    return Outcome([_value(one) for one in found], lines, problems, exit_code)


def _value(one: LookedAt | TakenInfo) -> dict[str, Any]:
    return {
        "file": str(one.file),
        "verdict": one.verdict,
        "code": one.code or None,
        "message": one.message,
        "from": one.sender or None,
        "from_name": one.sender_name or None,
        "seq": one.seq or None,
        "check_code": one.check_code or None,
        "added": one.added,
        "changed": one.changed,
        "removed": one.removed,
        "same": one.same,
        "refused": one.refused,
        "missing_seqs": list(one.missing_seqs),
        "tables": {table: dict(counts) for table, counts in one.tables.items()},
        "refused_rows": [
            {"table": line.table, "record": line.record, "why": line.why, "remedy": line.remedy}
            for line in one.refused_rows
        ],
        "receipt": str(one.receipt) if one.receipt else None,
        "paper": str(one.paper) if one.paper else None,
    }


def _line(one: LookedAt | TakenInfo, looking: bool) -> str:
    if one.verdict == "duplicate":
        return f"{one.file.name}：{one.message}"
    counts = (
        f"新增 {one.added}，变更 {one.changed}，删除 {one.removed}，无变化 {one.same}，"
        f"退回 {one.refused}"
    )
    done = "可接收" if looking else "已接收"
    missing = "、".join(f"{seq:04d}" for seq in one.missing_seqs)
    tail = f"；缺第 {missing} 号" if missing else ""
    return f"{one.sender_name} 第 {one.seq:04d} 号：{done}，{counts}{tail}。{one.message}"


@verb(
    "receipt take",
    "收回执：对方接收了哪些，退回了哪些。",
    example="cso-desk receipt take 某县_某镇_回执_2026-11-22_0001.csopkg",
)
@click.argument("file", metavar="文件", type=_PATH)
def receipt_take(call: Call, file: Path) -> Outcome:
    """Take a receipt."""
    from cso_desk.usecases import receipts

    with call.desk(write=True) as desk:
        taken = receipts.take_receipt(desk, file).value
    lines = [taken.words]
    lines += [f"{line.record}：{line.why}{line.remedy}" for line in taken.refused_rows]
    return Outcome({table: dict(counts) for table, counts in taken.tables.items()}, lines)
