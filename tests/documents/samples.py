"""Invented values for the papers of founding, books, wall sheets and ledgers; and for keys that nobody listed.

A layout that joins the folder is drawn from these too: a key without a listed value gets an ordinary
(or far too long) text, so that no form is ever tested with less than all its places filled.
"""

from collections.abc import Iterator
from typing import Any

from cso_desk.documents import Layout, placed_keys
from cso_desk.documents.layout import Clauses, Grid
from cso_desk.documents.templates import Scope

Record = dict[str, Any]
_LONG = "排练厅、活动室、阅览室和院内的小广场按约定的时段共同使用，"
_DATES = ("date", "on", "until", "begins", "ends", "day", "birth", "joined", "left")
_COUNTS = ("no", "count", "number", "year", "days", "seq", "rows", "size", "people", "members")
_SUMS = ("income", "spending", "balance", "amount")


def more_values() -> Record:
    """Return ordinary values for the forms beside the application."""
    return {
        **_of_case(),
        "person.name": "王𬭼",
        "person.former_name": "王小妹",
        "person.sex": "女",
        "person.ethnicity": "汉族",
        "person.politics": "中共党员",
        "person.birth": "1955年3月",
        "person.id_number": "411792195503120023",
        "person.phone": "13900001234",
        "person.education": "高中及中专",
        "person.address": "百泉镇幸福里社区3号楼",
        "person.work": "百泉镇中心小学退休教师",
        "person.resume": "1973年9月至1985年7月，在河阳县城关小学任教师；\n"
        "1985年8月至2010年3月，在百泉镇中心小学任教师、教导主任；\n"
        "2010年4月退休；2019年5月起任夕阳红舞蹈队队长。",
        "person.full_time": "兼职",
        "person.other_posts": "百泉镇幸福里社区老年协会（副会长）",
        "person.note": "会打太极拳，持有社会体育指导员证。",
        "term.position": "队长",
        "term.way": "成员（代表）大会选举",
        "term.elected_on": "2026年2月1日",
        "term.begins": "2026年2月",
        "term.ends": "2029年1月",
        "term.due": "36",
        "term.present": "34",
        "term.votes_for": "33",
        "term.votes_against": "0",
        "term.votes_abstain": "1",
        "initiators": [_initiator(number) for number in (0, 1, 2, 5)],
        "venue.name": "幸福里社区党群服务中心二楼排练厅",
        "venue.address": "百泉镇幸福路18号",
        "venue.size": "86.5",
        "venue.rooms": "1",
        "venue.provider": "百泉镇幸福里社区居民委员会",
        "venue.source": "借用",
        "venue.use_until": "2028年12月31日",
        "venue.hours": "每周一、三、五 19:00—20:30",
        "charter.version": "1",
        "charter.due": "36",
        "charter.present": "34",
        "charter.votes_for": "33",
        "charter.votes_against": "0",
        "charter.votes_abstain": "1",
        "assembly.name": "夕阳红舞蹈队第一次成员大会",
        "assembly.place": "幸福里社区党群服务中心二楼",
        "assembly.chair": "王𬭼",
        "assembly.recorder": "孙䶮",
        "assembly.result": "通过",
        "assembly.remarks": "成员提出把排练时间改为晚七点至八点半，写入章程第六条。",
        "township.full_name": "河阳县百泉镇人民政府",
        "township.party_name": "中共河阳县百泉镇委员会",
        "community.party_name": "中共百泉镇幸福里社区总支部委员会",
        "book.year": "2026",
        "book.income": "4,700.00",
        "book.spending": "1,830.50",
        "book.balance": "4,069.50",
        "chart.position": "队长",
        "chart.deputies": "副队长　李桂花\n副队长　赵大有",
        "chart.secretaries": "秘书　孙䶮",
        "chart.treasurers": "会计　周红梅\n出纳　吴海",
        "chart.others": "第一小组组长　郑好\n第二小组组长　冯春",
        "chart.members": "、".join(("李桂花", "赵大有", "孙䶮", "周红梅", "吴海", "郑好") * 5),
        "services": [_service(number) for number in range(6)],
        "activities": [_activity(number) for number in range(9)],
        "honours": [_honour(number) for number in range(5)],
        "rules": [
            *({"title": "财务管理制度", "text": ""}, {"title": "", "text": _LONG}),
            *({"title": "活动安全制度", "text": ""}, {"title": "", "text": _LONG}),
        ],
        "volunteers": [{"name": "孙䶮", "skills": "理发"}, {"name": "吴海", "skills": "水电维修"}],
        "journal": [_money(number) for number in range(8)],
        "ledger.count": "34",
        "ledger.members": "1,224",
        "ledger.party_members": "170",
        "ledger.rows": [_ledger_row(number) for number in range(34)],
        "skilled.people": "20",
        "skilled.rows": [_skilled(number) for number in range(24)],
    }


def long_values() -> Record:
    """Return values that are far too long for their places, and lists of a hundred lines."""
    text = _LONG * 3
    return {
        "case.reason": text,
        "case.settlement": _LONG * 6,
        "step.opinion": _LONG * 12,
        "reasons": [{"text": text[: 20 + 3 * n]} for n in range(20)],
        "changes": [{"item": "业务范围", "before": _LONG * 5, "after": _LONG * 7}] * 9,
        "evidence": [{"condition": text, "actual": text, "basis": "政策包", "ok": "不具备"}] * 12,
        "person.name": "阿卜杜拉·买买提·吐尔逊·艾合买提江",
        "person.resume": _LONG * 33,
        "person.address": text[:80],
        "person.work": text[:80],
        "person.other_posts": text,
        "person.note": text,
        "initiators": [{**_initiator(n), "work_or_head": text[:80]} for n in range(30)],
        "venue.name": text[:60],
        "venue.address": text,
        "venue.provider": text[:60],
        "venue.hours": text,
        "assembly.remarks": _LONG * 20,
        "chart.deputies": "\n".join(["副会长　阿卜杜拉·买买提·吐尔逊"] * 9),
        "chart.members": "、".join(["阿卜杜拉·买买提", "李桂花", "赵大有", "孙䶮"] * 25),
        "services": [{**_service(n), "text": _LONG * 4} for n in range(40)],
        "activities": [
            {**_activity(n), "title": text[:80], "content": _LONG * 16} for n in range(60)
        ],
        "honours": [{**_honour(n), "name": text[:60], "issuer": text[:60]} for n in range(40)],
        "volunteers": [{"name": "阿卜杜拉·买买提·吐尔逊", "skills": text[:100]}] * 60,
        "journal": [
            {**_money(n), "summary": text[:120], "income": "12,345,678.90"} for n in range(100)
        ],
        "ledger.rows": [{**_ledger_row(n), "name": text[:50], "venue": text} for n in range(100)],
        "skilled.rows": [
            {**_skilled(n), "skill": "水电维修和电梯救援", "organization": text[:50]}
            for n in range(100)
        ],
    }


def _of_case() -> Record:
    """Return what was said and done in a filing case."""
    return {
        "case.number": "2026-0017",
        "case.matter": "社区社会组织备案",
        "case.opened_on": "2026年3月2日",
        "case.ready_on": "2026年3月6日",
        "case.days": "10",
        "case.days_unit": "个工作日",
        "case.reason": "原负责人年事已高并已提出辞任",
        "case.settlement": "没有债权债务，账目已向成员公布。",
        "case.assets": "结余320元和音响一台交村（社区）用于公益。",
        "case.meeting": "成员大会",
        "case.meeting_on": "2026年2月28日",
        "decision.document_number": "百政社备字〔2026〕5号",
        "decision.number": "百泉社备〔2026〕17号",
        "decision.valid_until": "不设有效期",
        "step.clerk": "陈静",
        "step.until": "2026年4月10日",
        "step.place": "百泉镇社会事务办公室",
        "step.person": "马明",
        "step.opinion": "要求按章程开展活动，及时公开账目。",
        "law.basis": "根据社区社会组织备案管理的有关规定",
        "law.remedy": "对本通知有异议的，可以向本机关提出。",
        "law.phone": "0373-6000000",
        "reasons": [{"text": text} for text in ("缺活动场所材料", "签字不全", "花名册不足十人")],
        "changes": [
            {"item": "负责人", "before": "王𬭼", "after": "李桂花"},
            {"item": "活动场所", "before": "党群服务中心二楼", "after": "文化广场东侧活动室"},
        ],
        "liquidators": [{"name": "孙䶮", "unit": "本组织", "position": "秘书", "role": "组长"}],
        "evidence": [
            {
                "condition": "成员数不少于50人",
                "actual": "36人",
                "basis": "政策包（参考）",
                "ok": "不具备",
            },
            {
                "condition": "有固定的住所",
                "actual": "文化广场东侧",
                "basis": "本台账",
                "ok": "具备",
            },
        ],
        "certificate.title": "社区社会组织备案证书",
        "certificate.number": "百泉社备〔2026〕17号",
        "certificate.valid_until": "不设有效期",
    }


def _initiator(number: int) -> Record:
    return {
        "name": ("王𬭼", "李桂花", "赵大有", "孙䶮", "周红梅", "百泉镇幸福里社区居民委员会")[
            number % 6
        ],
        "sex": ("女", "女", "男", "男", "女", "")[number % 6],
        "birth": "" if number == 5 else f"19{50 + number}.0{1 + number % 9}",
        "id_number": "" if number == 5 else f"41179219{50 + number}031200{number}X",
        "politics": "" if number == 5 else "群众",
        "work": "退休教师",
        "work_or_head": "主任　刘建国" if number == 5 else "退休教师",
        "phone": f"1390000{1200 + number}",
    }


def _service(number: int) -> Record:
    texts = ("广场舞、健身操教学", "为独居老人送餐", "义务理发", "矛盾调解", "文艺演出", "文明劝导")
    return {
        "text": texts[number % 6],
        "audience": "本社区居民",
        "hours": "每周三下午",
        "place": "党群服务中心",
    }


def _activity(number: int) -> Record:
    return {
        "begins_on": f"2026-0{1 + number % 9}-12",
        "days": f"2026年{1 + number % 9}月12日",
        "hours": "19:00—20:30",
        "title": ("迎新春文艺演出", "重阳节慰问独居老人", "健身操培训")[number % 3],
        "place": "社区文化广场",
        "people": str(30 + number * 7),
        "content": "组织队员表演舞蹈、戏曲等十二个节目，社区居民到场观看，秩序良好。",
        "audience": "本社区居民",
        "head": "李桂花",
    }


def _honour(number: int) -> Record:
    return {
        "year": str(2021 + number % 6),
        "name": ("优秀社区社会组织", "全县广场舞大赛二等奖")[number % 2],
        "level": ("乡镇级", "县级")[number % 2],
        "issuer": ("百泉镇人民政府", "河阳县文化广电和旅游局")[number % 2],
    }


def _money(number: int) -> Record:
    income = number % 2 == 0
    return {
        "date": f"2026-0{1 + number}-15",
        "voucher": f"记-{number + 1}",
        "summary": "收会费" if income else "购买演出服装和音响配件",
        "kind": "会费" if income else "物资",
        "income": "1,175.00" if income else "",
        "spending": "" if income else "457.62",
        "balance": "2,374.50",
        "handled_by": "吴海",
        "witness": "孙䶮",
        "audited_by": "周红梅",
    }


def _ledger_row(number: int) -> Record:
    return {
        "community": ("幸福里社区", "百泉社区", "楼根村")[number % 3],
        "kind": ("城市", "城市", "农村")[number % 3],
        "name": f"百泉镇幸福里社区第{number + 1}舞蹈队",
        "nature": "社会团体性质",
        "nature_short": "社会团体",
        "category": "文体活动类",
        "filing_number": f"百泉社备〔2026〕{number + 1}号",
        "filing_date": "2026-03-12",
        "leader": "李桂花",
        "phone": f"1390000{1200 + number}",
        "members": "36",
        "party_members": "5",
        "party_form": "联合支部",
        "venue": "党群服务中心二楼",
        "state": "已备案",
        "note": "",
    }


def _skilled(number: int) -> Record:
    return {
        "skill": ("急救", "水电维修", "心理疏导", "驾驶")[number // 6 % 4],
        "name": ("王𬭼", "李桂花", "赵大有", "孙䶮")[number % 4],
        "sex": "女",
        "phone": f"1390000{1200 + number}",
        "community": "幸福里社区",
        "address": "幸福里小区3号楼",
        "organization": "幸福里社区邻里互助志愿服务队",
        "position": "队员",
    }


def filled(layout: Layout, record: Record, long: bool) -> Record:
    """Return `record` with a value under each key of `layout` that it lacks, lists included."""
    lists = dict(_lists(layout))
    made: Record = {}
    for rows, keys in lists.items():
        items = Scope(record).items(rows)
        if not items:
            made[rows] = [_item(keys, {}, long)] * (100 if long else 8)
        else:
            made[rows] = [_item(keys, dict(item), long) for item in items]
    for key in placed_keys(layout):
        if not any(key.startswith(f"{rows}.") for rows in lists) and not Scope(record).text(key):
            made[key] = "" if key == "blank" else value(key, long)
    return {**record, **made}


def _lists(layout: Layout) -> Iterator[tuple[str, set[str]]]:
    for block in layout.blocks:
        if isinstance(block, Clauses):
            yield block.rows, {*block.lead.asked(), *block.text.asked()} - {".number"}
        if isinstance(block, Grid):
            for row in block.rows:
                if row.repeat:
                    yield row.repeat.rows, {key for cell in row.cells for key in cell.asked()}


def _item(keys: set[str], item: Record, long: bool) -> Record:
    inner = {key[1:] for key in keys if key.startswith(".")} - {"no"}
    return {**{key: value(f".{key}", long) for key in inner if key not in item}, **item}


def value(key: str, long: bool) -> str:
    """Return a plausible text for a key that has no listed value."""
    last = key.split(".")[-1].split("_")[-1]
    if last in _DATES:
        return "2026-03-12" if key.startswith(".") else "2026年3月12日"
    if last in _COUNTS:
        return "12"
    if last in _SUMS:
        return "1,234.50"
    return _LONG * 2 if long else "按实际填写"
