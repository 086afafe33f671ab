"""Invented records for every form (whole, and far too long), and what reads the drawn paper back."""

import io
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from cso_desk.documents import Drawn, Fonts, Layout, draw, placed_keys, read_layout
from cso_desk.documents.composing import Composed, compose
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.layout import Clauses, Grid

from . import works_samples
from .samples import filled, long_values, more_values

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = ROOT / "resources" / "policy" / "default" / "layouts"
CODES = tuple(sorted(path.stem for path in LAYOUTS.glob("*.json")))
MADE_AT = datetime(2026, 3, 12, 9, 30, tzinfo=timezone(timedelta(hours=8)))
_FONTS = Fonts(ROOT / "resources" / "fonts")

Record = dict[str, Any]


class Paper:
    """A drawn PDF on the disk."""

    def __init__(self, path: Path, drawn: Drawn) -> None:
        self.path = path
        self.drawn = drawn

    def text(self, first: int = 0, last: int = 0) -> str:
        """Return the text without any white space, of all pages or of `first` to `last` (from 1)."""
        pages = ["-f", str(first), "-l", str(last or first)] if first else []
        command = ["pdftotext", "-raw", *pages, str(self.path), "-"]
        return "".join(
            subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        )


def layout_of(code: str) -> Layout:
    """Return a layout of the default policy pack."""
    raw = json.loads((LAYOUTS / f"{code}.json").read_text(encoding="utf-8"))
    return read_layout(raw)


def organization(number: int) -> Record:
    """Return one row of the tables of organizations."""
    kinds = (
        "夕阳红舞蹈队",
        "红白理事会",
        "邻里互助志愿服务队",
        "戏曲爱好者协会",
        "农技服务站",
        "巡逻队",
    )
    return {
        "name": f"幸福里社区{kinds[number % len(kinds)]}",
        "leader": ("王𬭼", "李桂花", "赵大有", "孙䶮", "周红梅", "吴海")[number % 6],
        "activities": "组织居民排练广场舞、太极拳，参加镇里的文艺汇演，为独居老人理发、送餐。",
        "filing_number": f"百泉社备〔2026〕{number + 1}号",
        "money": f"收 {1200 + number * 35}.00\n支 {900 + number * 20}.50",
        "grade": ("优秀", "合格", "基本合格")[number % 3],
        "score": f"{92 - number}.5",
        **{
            f"{group}_{grade}": f"{count}票\n{share}"
            for group in ("committee", "residents")
            for grade, count, share in (
                ("excellent", 30, "75.0%"),
                ("good", 8, "20.0%"),
                ("basic", 2, "5.0%"),
                ("bad", 0, "0.0%"),
            )
        },
    }


def member(number: int) -> Record:
    """Return one row of a roster."""
    return {
        "name": ("王𬭼", "李桂花", "赵𫚥", "孙䶮")[number % 4],
        "sex": "女" if number % 3 else "男",
        "birth": f"{1950 + number % 40}-0{1 + number % 9}",
        "politics": "群众" if number % 4 else "中共党员",
        "address": f"幸福里小区{1 + number % 12}号楼",
        "phone": f"13{number % 10}0000{1000 + number}",
        "position": "队长" if number == 0 else "队员",
    }


def whole_record() -> Record:
    """Return a record that fills every field of every form in ordinary lengths."""
    counts = {
        "due": "50",
        "present": "46",
        "issued": "46",
        "returned": "44",
        "valid": "43",
        "invalid": "1",
    }
    return {
        "org.name": "百泉镇幸福里社区夕阳红舞蹈队",
        "org.nature": "社会团体性质",
        "org.category": "文体活动类",
        "org.community": "百泉镇幸福里社区",
        "org.area": "本社区（村）",
        "org.venue": "幸福里社区党群服务中心二楼排练厅",
        "org.venue_source": "借用",
        "org.venue_rooms": "1",
        "org.venue_size": "86.5",
        "org.founded": "2019-05",
        "org.hub": "否",
        "org.supervisor": "百泉镇社会事务办公室",
        "org.station": "百泉镇社会工作服务站",
        "org.leader": "王𬭼",
        "org.leader_sex": "女",
        "org.leader_birth": "1955-03",
        "org.leader_politics": "中共党员",
        "org.leader_id": "410192195503120023",
        "org.leader_work": "退休教师",
        "org.contact": "孙䶮",
        "org.phone": "13900001234",
        "org.volunteers": "12",
        "org.members": "36",
        "org.members_personal": "36",
        "org.members_unit": "0",
        "org.staff": "0",
        "org.party_members": "5",
        "org.party_form": "联合支部",
        "org.party_superior": "中共百泉镇幸福里社区总支部委员会",
        "org.party_liaison": "李桂花",
        "org.purpose": "丰富社区文化生活，增进邻里情谊，服务老年居民，弘扬社会主义核心价值观。",
        "org.scope": "组织居民开展广场舞、太极拳、健身操等文体活动；参加社区和镇里的文艺演出；"
        "为独居老人送餐、理发；协助社区做好文明创建和矛盾调解工作。",
        "org.funds": "3,200.00",
        "org.funds_source": "会费、居（村）委会支持",
        "org.initiators": "王𬭼、李桂花、赵大有",
        "community.name": "幸福里",
        "community.full_name": "百泉镇幸福里社区居民委员会",
        "authority.full_name": "河阳县百泉镇人民政府",
        "filing.number": "百泉社备〔2026〕17号",
        "opinion.party.text": "该队扎根社区、群众认可，同意申请备案。",
        "opinion.party.person": "刘建国",
        "opinion.party.date": "2026年3月5日",
        "opinion.committee.text": "材料齐全，同意报镇人民政府备案。",
        "opinion.committee.venue": "党群服务中心二楼",
        "opinion.committee.person": "刘建国",
        "opinion.committee.date": "2026年3月6日",
        "opinion.township.text": "经审查，符合备案条件，同意备案。",
        "opinion.township.clerk": "陈静",
        "opinion.township.reviewer": "马明",
        "opinion.township.approver": "杨帆",
        "opinion.township.date": "2026年3月12日",
        "members": [member(number) for number in range(36)],
        "roster.filled_by": "孙䶮",
        "roster.date": "2026年3月1日",
        "orgs": [organization(number) for number in range(12)],
        "disclosure.year": "2025",
        "disclosure.date": "2026年1月20日",
        "disclosure.posted_by": "郑好",
        "disclosure.place": "社区公开栏",
        "round.group": "居民",
        "round.year": "2026",
        "round.date": "2026年11月20日",
        "round.place": "社区会议室",
        "round.title": "2026年度幸福里社区社会组织评议",
        "round.count": "12",
        "meeting.name": "居民代表会议",
        "meeting.held_at": "2026年11月20日上午9时",
        "meeting.place": "社区会议室",
        "meeting.notice_on": "2026年11月12日",
        "meeting.agenda": "一、主持人说明评议办法\n二、各组织负责人述职\n三、推选监票人、计票人\n四、投票、计票",
        "meeting.host": "刘建国",
        "meeting.recorder": "郑好",
        "meeting.watchers": "马明、吴海",
        "meeting.counters": "周红梅",
        "meeting.speeches": "各组织负责人依次述职，代表提问。",
        "meeting.decision": "同意评议结果。",
        "meeting.posted_on": "2026年11月23日",
        "meeting.posted_until": "2026年11月27日",
        "meeting.posted_place": "社区公示栏",
        "record.result": "优秀 4 个，合格 7 个，基本合格 1 个。",
        "questionnaire.no": "001",
        "objection.name": "百泉镇幸福里社区夕阳红舞蹈队",
        "objection.kind": "异议",
        "objection.raised_on": "2026年11月25日",
        "objection.raised_by": "居民代表",
        "objection.content": "晚上九点以后音响声音大，影响休息。",
        "objection.answer": "经核实属实，已要求调整活动时间，等次调为合格。",
        "objection.answered_by": "刘建国",
        "objection.answered_on": "2026年11月26日",
        "objection.grade_before": "优秀",
        "objection.grade_after": "合格",
        "sheet.name": "百泉镇幸福里社区夕阳红舞蹈队",
        "sheet.own": "92.5",
        "sheet.points": "86",
        "sheet.grade": "良好",
        "lines": [
            {
                "level": str(1 + n % 3),
                "name": f"指标{n}：场所稳定",
                "most": "5",
                "rule": "缺一项扣2分，扣完为止",
                "automatic": "缺 1 项",
                "own": "5",
                "points": "3",
                "reason": "没有写场所来源",
            }
            for n in range(24)
        ],
        **{f"tally.{key}": value for key, value in counts.items()},
        **{f"committee.{key}": value for key, value in {**counts, "abstain": "0"}.items()},
        **{f"residents.{key}": value for key, value in {**counts, "abstain": "2"}.items()},
        "clauses": [
            {
                "title": title,
                "text": f"本组织{title}的规定："
                + "遵守法律法规，接受社区党组织领导，按本章程开展活动。" * 3,
            }
            for title in (
                "名称",
                "性质",
                "宗旨",
                "党的领导",
                "场所",
                "活动范围",
                "成员",
                "会议",
                "负责人",
                "经费",
                "公开与评议",
                "终止",
            )
        ],
        "charter.passed_on": "2026年2月1日",
        "charter.reported_on": "2026年3月1日",
        "from.full_name": "河阳县百泉镇人民政府",
        "to.full_name": "河阳县民政局",
        "package.file": "河阳县_百泉镇_全部_上报_2026-03-12_0012.csopkg",
        "package.kind": "上报",
        "package.size": "1.5 MB",
        "package.seq": "0012",
        "package.made_on": "2026年3月12日",
        "package.rows": "4,870",
        "package.check_code": "7f3a09c2e1b45d68",
        "package.clerk": "陈静",
        "package.reviewer": "马明",
        "tables": [
            {
                "label": label,
                "count": count,
                "added": "12",
                "changed": "3",
                "removed": "0",
                "same": "290",
                "refused": "1",
            }
            for label, count in (
                ("组织", "312 条"),
                ("成员", "4,102 条"),
                ("决定", "298 条"),
                ("章程", "158 条"),
            )
        ],
        "receipt.verdict": "部分接收",
        "receipt.date": "2026年3月15日",
        "receipt.missing_seqs": "0011",
        "receipt.clerk": "胡晓",
        "receipt.signed_on": "2026年3月15日",
        "refused": [
            {
                "record": "百泉镇幸福里社区巡逻队",
                "field": "所在社区(村)",
                "why": "社区不在百泉镇范围内",
                "remedy": "改成百泉镇的社区后再报",
            }
        ],
        "returns": [
            {
                "no": "1",
                "record": "百泉镇幸福里社区巡逻队",
                "field": "成员总数",
                "seen": "12",
                "why": "与花名册 18 人不符，请核实后修改",
                "proposed": "18",
            },
            {
                "no": "2",
                "record": "百泉书画社",
                "field": "整条记录",
                "seen": "",
                "why": "不在本镇范围内活动，请说明情况",
                "proposed": "",
            },
        ],
        "unit.full_name": "河阳县百泉镇人民政府",
        "unit.code": "410799101",
        "unit.level": "乡镇（街道）",
        "unit.office": "社会事务办公室",
        "unit.fingerprint": "3f9a0c717be2448d90ab13c5f06e2d84",
        "parent.full_name": "河阳县民政局",
        "enrolment.date": "2026-03-12",
        "enrolment.request": "csopkg request " + "Ab3" * 100,
        "user": "陈静",
        "today": "2026年3月12日",
        "recovery.code": "K7QD-M2X4-9RTH-WP6C-JN3V-YB8F",
        **more_values(),
    }


def long_record() -> Record:
    """Return a record whose names take four lines, whose scope has 2,000 characters and so on."""
    scope = "组织居民开展文体活动、志愿服务、邻里互助和矛盾调解，参加《百泉镇社区文化节》；" * 60
    name = "河阳县百泉镇幸福里社区夕阳红老年文化艺术体育健身与邻里互助志愿服务联合促进会" * 4
    rows = [{**organization(n), "name": name[:60], "activities": scope[:260]} for n in range(40)]
    members = [{**member(n), "address": "幸福里小区" * (1 + n % 12)} for n in range(100)]
    return {
        **whole_record(),
        "org.name": name,
        "org.scope": scope[:2000],
        "org.purpose": scope[:400],
        "org.venue": name,
        "org.leader": "阿卜杜拉·买买提·吐尔逊·艾合买提江",
        "org.leader_work": name,
        "org.venue_source": "某公司闲置厂房无偿提供",
        "org.funds_source": scope[:100],
        "org.initiators": "王一、李二、张三、赵四、钱五、孙六、周七",
        "opinion.party.text": scope[:500],
        "opinion.committee.text": scope[:500],
        "opinion.township.text": scope[:900],
        "community.full_name": name[:40],
        "members": members,
        "orgs": rows,
        "clauses": [{"title": f"条款{n}", "text": scope[:600]} for n in range(21)],
        "package.file": name + ".csopkg",
        "refused": [
            {"record": name[:50], "field": "业务范围", "why": scope[:200], "remedy": scope[:150]}
        ]
        * 30,
        "returns": [
            {"record": name[:50], "field": "业务范围", "seen": scope[:300], "why": scope[:500]}
        ]
        * 20,
        "receipt.verdict": "部分接收：" + scope[:200],
        "unit.full_name": name[:60],
        "practice": True,
        **long_values(),
        "meeting.agenda": scope[:600],
        "meeting.speeches": scope[:1800],
        "meeting.decision": scope[:700],
        "meeting.name": name[:70],
        "objection.content": scope[:480],
        "objection.answer": scope[:480],
        "objection.name": name[:60],
        "sheet.name": name[:60],
        "lines": [
            {"name": name[:60], "rule": scope[:90], "reason": scope[:190]} for _ in range(40)
        ],
    }


RECORDS: dict[str, Callable[[], Record]] = {
    "empty": dict,
    "whole": whole_record,
    "long": long_record,
}


def record_of(code: str, kind: str) -> Record:
    """Return the empty, the whole or the far too long record with all that one form asks."""
    if code in works_samples.CODES:
        return works_samples.RECORDS[kind]()
    record = RECORDS[kind]()
    return filled(layout_of(code), record, kind == "long") if code and record else record


def full_record(code: str) -> Record:
    """Return the whole record with rare names for every value of a form that it lacks."""
    layout, record = layout_of(code), whole_record()
    lists = {
        row.repeat.rows
        for block in layout.blocks
        if isinstance(block, Grid)
        for row in block.rows
        if row.repeat
    } | {block.rows for block in layout.blocks if isinstance(block, Clauses)}
    for number, key in enumerate(sorted(placed_keys(layout))):
        owner = max((one for one in lists if key.startswith(f"{one}.")), key=len, default="")
        value = f"{number}䶮𫚥𬭼㛃"
        if owner:
            items = record.setdefault(owner, [{}, {}])
            for item in items:
                item.setdefault(key.removeprefix(f"{owner}."), value)
        elif key not in record and key not in lists:
            record[key] = value
    return {**record, **_chosen(layout)}


def _chosen(layout: Layout) -> Record:
    """Return the first option of each cell that offers some: other values are not shown there."""
    rows = [row for block in layout.blocks if isinstance(block, Grid) for row in block.rows]
    cells = [cell for row in rows for cell in row.cells if cell.options and not row.repeat]
    return {key: cell.options[0] for cell in cells for key in cell.asked()}


@pytest.fixture
def full() -> Callable[[str], Record]:
    """Return what makes the record that has every value of a form."""
    return full_record


@pytest.fixture
def layouts() -> Path:
    """Return the folder of the default pack's layouts."""
    return LAYOUTS


@pytest.fixture
def fonts() -> Fonts:
    """Return the bundled fonts with the spare ones of the system."""
    return _FONTS


@pytest.fixture
def layout() -> Callable[[str], Layout]:
    """Return what reads a layout of the default pack."""
    return layout_of


@pytest.fixture
def record() -> Callable[..., Record]:
    """Return what makes the empty, the whole or the far too long record, for one form or for all."""
    return lambda kind, code="": record_of(code, kind)


@pytest.fixture
def setter() -> Typesetter:
    """Return a typesetter with the bundled fonts."""
    return Typesetter(_FONTS)


@pytest.fixture
def composed(setter: Typesetter) -> Callable[[str, Mapping[str, object]], Composed]:
    """Return what lays a record out on a form of the default pack."""
    return lambda code, record: compose(layout_of(code), record, setter)


@pytest.fixture
def press(tmp_path: Path) -> Callable[..., Paper]:
    """Return what draws records on a form of the default pack into a file."""

    def run(code: str, records: Iterable[Mapping[str, object]], **options: Any) -> Paper:
        out = io.BytesIO()
        drawn = draw(layout_of(code), records, out, fonts=_FONTS, made_at=MADE_AT, **options)
        path = tmp_path / f"{code}-{len(list(tmp_path.iterdir()))}.pdf"
        path.write_bytes(out.getvalue())
        return Paper(path, drawn)

    return run
