"""Invented values for the papers of activities, money and work reports: ordinary, and far too long."""

from collections.abc import Callable, Mapping
from typing import Any

CODES = ("F15a", "F15b", "F16", "F18", "F18b")
PARTS = ("activities", "money", "members", "party", "disclosure", "problems", "plans")
LONG = "组织居民排练广场舞、太极拳，为独居老人理发、送餐，参加《百泉镇社区文化节》；" * 40


def whole() -> dict[str, Any]:
    """Return a record that fills every field of these forms in ordinary lengths."""
    activity = {
        "title": "重阳节敬老文艺汇演",
        "theme": "邻里守望",
        "days": "2026年10月18日",
        "hours": "14:30—16:30",
        "place": "幸福里社区文化广场",
        "audience": "社区老年居民",
        "expected": "180",
        "people": "165",
        "times": "1",
        "head": "王𬭼",
        "safety_head": "李桂花",
        "partners": "百泉镇卫生院",
        "insurance": "公众责任险",
        "purpose": "弘扬孝亲敬老风尚，丰富老年人生活。",
        "content": "14:30 签到；14:40 开场舞；15:00 义诊和理发；16:10 合影。",
        "budget": "1,200.00",
        "spent": "1,086.50",
        "budget_source": "会费、捐赠",
        "publicity": "微信群、公开栏",
        "risks": "安排 6 名志愿者维持秩序，备药箱，遇雨改在室内。",
        "concerns": "无",
        "reported_on": "2026年10月9日",
        "summary_on": "2026年10月19日",
        "summary": "到场 165 人，演出节目 12 个，义诊 60 人次，居民满意。",
        "spending": "音响租赁 300.00 元；矿泉水 86.50 元；服装 700.00 元",
        "photos": "6",
    }
    figures = [
        {"label": "活动次数", "value": str(20 + n), "label2": "收入（元）", "value2": "3,600.00"}
        for n in range(7)
    ]
    return {
        "org": {"name": "百泉镇幸福里社区夕阳红舞蹈队"},
        "filing": {"number": "百泉社备〔2026〕1号"},
        "community": {
            "full_name": "幸福里社区居民委员会",
            "party_name": "中共幸福里社区支部委员会",
        },
        "rules": {"notice_days": "7", "large_from": "1000"},
        "today": "2026年12月31日",
        "activity": activity,
        "report": {
            "title": "2026年",
            "written_on": "2026年12月20日",
            "hearing": "2026年12月28日　社区“两委”联席会议",
            "minutes": "同意该队 2026 年工作报告，明年多组织为老服务。",
            "recorded_by": "张会计",
            "activities": "开展活动 24 次，参加 860 人次。",
            "money": "收入 3,600.00 元，支出 2,950.50 元。",
            "members": "现有成员 32 人。",
            "party": "有党员 5 名。",
            "honours": "获评县级优秀群众文艺队伍。",
            "disclosure": "按季度公开收支和活动。",
            "plans": "每月组织一次敬老演出。",
            "problems": "缺一台音响。",
        },
        "figures": figures,
        "money": {
            "period": "2026年",
            "opening": "560.00",
            "income": "3,600.00",
            "spending": "2,950.50",
            "closing": "1,209.50",
            "closing_capitals": "壹仟贰佰零玖元伍角整",
            "income_by": "会费 1,600.00；捐赠 2,000.00",
            "spending_by": "活动支出 1,950.50；物资购置 1,000.00",
            "donated": "2,000.00",
            "donated_capitals": "贰仟元整",
        },
        "lines": [line(n) for n in range(8)],
        "donations": [donation(n) for n in range(4)],
    }


def line(number: int) -> dict[str, str]:
    """Return one line of a money sheet."""
    return {
        "no": str(number + 1),
        "date": f"2026-0{1 + number % 9}-12",
        "voucher": str(100 + number),
        "summary": "购置演出服装 12 套",
        "kind": "物资购置",
        "income": "",
        "spending": "700.00",
        "balance": "1,209.50",
        "handled_by": "李桂花",
    }


def donation(number: int) -> dict[str, str]:
    """Return one line of a donation ledger."""
    return {
        "no": str(number + 1),
        "date": "2026-09-12",
        "donor": "赵大有",
        "donor_contact": "13900001111",
        "amount": "500.00",
        "wish": "买音箱",
        "voucher": "8",
    }


def long() -> dict[str, Any]:
    """Return a record with far too long texts, 100 lines of money and 100 donations."""
    data = whole()
    name = "河阳县百泉镇幸福里社区夕阳红老年文化艺术体育健身与邻里互助志愿服务联合促进会"
    more = {"content": 500, "purpose": 300, "risks": 500, "publicity": 300, "summary": 1000}
    return {
        **data,
        "org": {"name": name},
        "activity": {**data["activity"], "title": name, **{k: LONG[:n] for k, n in more.items()}},
        "report": {**data["report"], "minutes": LONG[:1000], **dict.fromkeys(PARTS, LONG[:1000])},
        "lines": [{**line(n), "summary": LONG[:60]} for n in range(100)],
        "donations": [{**donation(n), "wish": LONG[:60]} for n in range(100)],
    }


RECORDS: Mapping[str, Callable[[], dict[str, Any]]] = {"empty": dict, "whole": whole, "long": long}
