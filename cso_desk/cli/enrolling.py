"""Verbs of certificates that change: `enrol rotate`, `renew`, `revoke`, `register`; with them come all of `enrol`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from .doorway import Call, Outcome, verb
from .exchange import enrol_list

_PATH = click.Path(path_type=Path)
FIRST = enrol_list
"""The verbs of first enrolment are declared beside those of packages."""


@verb(
    "enrol rotate",
    "换本单位的单位证书：做新的申请送上级；旧证书还在自己手里时由它担保。",
    example="cso-desk enrol rotate --out 换证申请.csoreq --paper 单位核对表.pdf",
)
@click.option("--out", required=True, type=_PATH, help="申请写到哪个文件")
@click.option("--lost", is_flag=True, help="密钥可能已落入他人之手：旧证书不担保，编号重新开始")
@click.option("--paper", type=_PATH, help="新的《单位核对表》写到哪个 PDF")
def enrol_rotate(call: Call, out: Path, lost: bool, paper: Path | None) -> Outcome:
    """Make new keys and the request for them."""
    from cso_desk.usecases import enrol, enrolment_files, exchange_papers, new_keys

    enrolment_files.check_place(out)
    with call.desk(write=True) as desk:
        made = new_keys.begin(desk, lost=lost).value
        if made.request:
            enrolment_files.write_file(out, made.request)
        if paper is not None:
            content = exchange_papers.fingerprint_paper(desk, waiting=True)
            enrolment_files.write_file(paper, content)
    code = f"新的单位核对码：{enrol.shown_fingerprint(made.fingerprint)}"
    words = f"换证申请已写到 {out}，请送上级办理；接收新证书以前仍用旧证书。"
    if made.at_once:
        words = "本单位没有上级，新的单位核对码已启用；请用 enrol renew 给下级续发单位证书。"
    value = {
        "own_fingerprint": made.fingerprint,
        "file": str(out) if made.request else None,
        "at_once": made.at_once,
    }
    return Outcome(value, [words, code])


@verb(
    "enrol renew",
    "本单位换证以后，给下级续发单位证书，每个下级一个文件。",
    example="cso-desk enrol renew --out /media/usb",
)
@click.option("--out", required=True, type=_PATH, help="写到哪个文件夹")
def enrol_renew(call: Call, out: Path) -> Outcome:
    """Write the renewed certificates."""
    from cso_desk.usecases import enrol, enrolment_files, new_keys

    enrolment_files.check_place(out / "证书.csocert")
    with call.desk(write=True) as desk:
        found = new_keys.renew(desk).value
        files = [(one, out / one.file_name) for one in found]
        for one, file in files:
            enrolment_files.write_file(file, one.file)
        own = enrol.shown_fingerprint(enrol.own_fingerprint(desk))
    lines = [f"{one.name}：{file}" for one, file in files]
    value = [{"unit": one.unit, "name": one.name, "file": str(file)} for one, file in files]
    last = f"请连同《单位核对表》送下级接收，本单位核对码：{own}"
    return Outcome(value, [*lines, last] if lines else ["没有有单位证书的下级。"])


@verb(
    "enrol revoke",
    "停用本单位发给下级的单位证书；最后有效号以前的上报包仍然有效。",
    example="cso-desk enrol revoke 410782103 --reason 电脑被盗 --last-good 12",
)
@click.argument("code", metavar="单位代码或编号")
@click.option("--reason", required=True, metavar="原因", help="停用原因")
@click.option("--last-good", type=int, default=None, help="最后有效号，不写为已接收的最后一号")
def enrol_revoke(call: Call, code: str, reason: str, last_good: int | None) -> Outcome:
    """Stop a certificate."""
    from cso_desk.usecases import enrol, unit_register, units

    with call.desk(write=True) as desk:
        known = {one.unit for one in enrol.peers(desk)}
        unit = code if code in known else units.unit_by_code(desk, code).id
        good = unit_register.last_number(desk, unit) if last_good is None else last_good
        number = unit_register.revoke(desk, unit, reason, good).value
    words = (
        f"已停用，第 {good:04d} 号以前的仍然有效；单位名册为第 {number} 号，请随下发包送各下级。"
    )
    return Outcome({"register": number, "last_good": good, "unit": unit}, [words])


@verb("enrol register", "列出单位名册：在用和已停用的单位证书。", example="cso-desk enrol register")
def enrol_register(call: Call) -> Outcome:
    """List the register."""
    from cso_desk.usecases import unit_register

    with call.desk() as desk:
        found = unit_register.listed(desk)
    lines = [
        f"{one.issuer} 第 {one.no} 号　{one.name}　{one.since}　"
        + (f"{one.withdrawn} 停用（{one.reason}）" if one.withdrawn else "在用")
        for one in found
    ]
    return Outcome([asdict(one) for one in found], lines or ["还没有单位名册。"])
