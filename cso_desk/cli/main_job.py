"""The README's main job: one township's year through the command line, with a second desk as its county.

Everything lands in a fresh folder `out/`. Ten lines say what was made; then the window opens on that desk where
there is a display.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import shutil
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from .main import main

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out"
TOWNSHIP, COUNTY, YEAR = "410782103", "410782", "2026"
LEDGER = ROOT / "resources" / "practice" / "练习台账.xlsx"


class Refused(Exception):
    """A verb of the main job was refused; the text is its sentence."""


class Job:
    """Runs verbs on two desks and keeps what they answer."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.desks = {"township": out / "乡镇工作台", "county": out / "县级工作台"}

    def call(self, desk: str, *words: str, allowed: Sequence[int] = (0,)) -> Any:
        """Run one verb on a desk and return its value; raises `Refused`."""
        heard = io.StringIO()
        with redirect_stdout(heard):
            code = main(["--data", str(self.desks[desk]), "--json", *words])
        answer = json.loads(heard.getvalue())
        if code not in allowed:
            raise Refused("；".join(problem["message"] for problem in answer["problems"]))
        return answer["value"]


def run(out: Path) -> list[str]:
    """Do steps 1 to 9 and return the lines that tell of them; raises `Refused`."""
    if out == OUT:
        shutil.rmtree(out, ignore_errors=True)
    elif out.exists() and any(out.iterdir()):
        raise Refused(f"{out} 里已有东西，请换一个空文件夹。")
    out.mkdir(parents=True, exist_ok=True)
    job = Job(out)
    lines = [*_register(job), *_papers(job), *_year(job), *_report(job)]
    backup = job.call("township", "backup", "now")
    proven = "已验证可恢复" if backup["proven"] else "未通过验证"
    return [*lines, f"备份：{backup['counts']['organization']} 个组织，{proven}。"]


def _register(job: Job) -> list[str]:
    made = job.call("township", "new", "--unit", TOWNSHIP, "--user", "练习员")
    code_file = job.out / "恢复码.txt"
    code_file.write_text(made["recovery_code"] + "\n", "utf-8")
    problems = job.out / "问题工作簿.xlsx"
    taken = job.call(
        "township", "ledger", "import", str(LEDGER), "--problems", str(problems), allowed=(0, 3)
    )
    hits = job.call("township", "find", "wdd")
    chosen = hits[0]
    job.call("township", "org", "set", chosen["id"], "--set", "联系电话=13800000001")
    job.call("township", "org", "undo", chosen["id"])
    return [
        f"新建工作台：{made['unit']['full_name']}；恢复码在 {code_file.name}。",
        f"导入练习台账：新增 {taken['new']}，相同 {taken['same']}，退回 {taken['refused']}；问题写回 {problems.name}。",
        f"查找“wdd”：{len(hits)} 个；改了“{chosen['name']}”的电话，又还原。",
    ]


def _papers(job: Job) -> list[str]:
    first = job.call("township", "find", "队")[0]
    job.call(
        "township", "charter", "make", first["id"], "--passed", "2026-03-12", "--unanimous", "20/18"
    )
    job.call("township", "form", "F06", "--org", first["id"], "--out", str(job.out / "F06.pdf"))
    pages = {
        code: job.call("township", "form", code, "--all", "--out", str(job.out / f"{code}.pdf"))[
            "pages"
        ]
        for code in ("F01", "F04")
    }
    return [
        f"写了“{first['name']}”的简易章程（F06.pdf）。",
        f"打印全部组织：备案申请表 {pages['F01']} 页（F01.pdf），花名册 {pages['F04']} 页（F04.pdf）。",
    ]


def _year(job: Job) -> list[str]:
    community = _community(job)
    where = ("--under", community["code"], "--year", YEAR)
    found = job.call("township", "evaluate", "open", *where)
    job.call("township", "evaluate", "forms", found["round"], "--out", str(job.out / "测评表.pdf"))
    counts = job.out / "计票.csv"
    counts.write_text(_counts(job, found["round"]), "utf-8")
    job.call("township", "evaluate", "enter", found["round"], str(counts))
    result = ("evaluate", "result", found["round"], "--out", str(job.out / "评议结果.pdf"))
    grades = [one["grade"] for one in job.call("township", *result)]
    job.call("township", "evaluate", "close", found["round"])
    spread = "，".join(f"{grade} {grades.count(grade)} 个" for grade in dict.fromkeys(grades))
    sheet = job.call("township", "disclose", "sheet", *where, "--out", str(job.out / "公开表.pdf"))
    job.call("township", "disclose", "post", *where, "--on", f"{YEAR}-03-15", "--by", "张会计")
    return [
        f"{community['name']}评议：{spread}（测评表.pdf、评议结果.pdf）。",
        f"{community['name']}公开表：{len(sheet['lines'])} 个组织，已记下张贴（公开表.pdf）。",
    ]


def _community(job: Job) -> dict[str, str]:
    """Return the community with the most organizations."""
    names = [one["community"] for one in job.call("township", "find", "队")]
    units = {one["name"]: one for one in job.call("township", "units", "list", "--under", TOWNSHIP)}
    known = [name for name in names if name in units]
    found: dict[str, str] = units[max(dict.fromkeys(known), key=known.count)]
    return found


def _counts(job: Job, round_id: str) -> str:
    """Return a tally of 12 committee members and 40 residents for each organization, a little different each."""
    lines = ["组织,投票方,应到,实到,发出,收回,有效,无效,弃权,优秀,合格,基本合格,不合格"]
    for number, one in enumerate(job.call("township", "evaluate", "result", round_id)):
        best = 11 - number % 8
        lines.append(f"{one['org']},两委,12,12,12,12,12,0,0,{best},{12 - best},0,0")
        lines.append(
            f"{one['org']},居民,45,40,40,40,39,1,1,{best * 3},{35 - best * 3 - number % 3 * 3},{2 + number % 3 * 3},1"
        )
    return "\n".join(lines) + "\n"


def _report(job: Job) -> list[str]:
    job.call("county", "new", "--unit", COUNTY, "--user", "县级练习员")
    stick = job.out / "U盘"
    stick.mkdir()
    _enrol(job, stick)
    slip = job.out / "报送单.pdf"
    sent = job.call(
        "township", "package", "make", "--to", COUNTY, "--out", str(stick), "--slip", str(slip)
    )
    papers, receipts = job.out / "回执单", job.out / "回执"
    job.call("county", "package", "look", sent["file"])
    taken = job.call(
        "county",
        "package",
        "take",
        sent["file"],
        "--receipts",
        str(receipts),
        "--papers",
        str(papers),
    )[0]
    receipt = next(receipts.glob("*.csopkg"))
    job.call("township", "receipt", "take", str(receipt))
    seen = len(job.call("county", "find", "队"))
    return [
        f"报送：{Path(sent['file']).name}，核对码 {sent['check_code']}（报送单.pdf）。",
        f"县级接收：新增 {taken['added']} 条，县级可查到 {seen} 个“队”；回执单在“回执单”文件夹，乡镇已收回执。",
    ]


def _enrol(job: Job, stick: Path) -> None:
    request, certificate = stick / "申请.csoreq", stick / "证书.csocert"
    township = job.call("township", "enrol", "request", "--out", str(request))["own_fingerprint"]
    issued = job.call(
        "county",
        "enrol",
        "issue",
        str(request),
        "--fingerprint",
        township,
        "--out",
        str(certificate),
    )
    job.call(
        "township", "enrol", "accept", str(certificate), "--fingerprint", issued["own_fingerprint"]
    )


def start(arguments: Sequence[str]) -> int:
    """Run the main job, tell of it, and open the window where there is a display; returns the exit code."""
    out = Path(arguments[0]) if arguments else OUT
    os.environ.setdefault("CSO_DESK_PASSWORD", secrets.token_urlsafe(9))
    try:
        lines = run(out)
    except Refused as refused:
        print(f"没有做完：{refused}", file=sys.stderr)
        return 1
    (out / "密码.txt").write_text(os.environ["CSO_DESK_PASSWORD"] + "\n", "utf-8")
    print("\n".join([*lines[:-1], f"{lines[-1]}都在 {out} 文件夹里，练习密码在“密码.txt”。"]))
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return main(["--data", str(out / "乡镇工作台")])
    return 0


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
