"""What the clerk reads about packages: names of tables, verdicts, and what to do about rows that came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from cso_desk.fields import PartialDate
from cso_desk.records import TRAVELLING, Record, fields_of

TABLES: Mapping[str, str] = {
    "organization": "社区社会组织",
    "member": "花名册成员",
    "initiator": "发起人",
    "term": "任期",
    "person": "人员",
    "venue": "活动场所",
    "filing_case": "备案事项",
    "case_step": "备案事项办理记录",
    "decision": "备案决定",
    "certificate": "备案证书",
    "contact": "联系记录",
    "honour": "荣誉",
    "attachment": "附件",
    "not_duplicate": "重名判断",
    "unit_change": "社区（村）变动",
    "year_check": "年度核对",
    "activity": "活动",
    "money_entry": "收支流水",
    "work_report": "工作报告",
    "charter": "简易章程",
    "management_rule": "管理制度和自律公约",
    "signatory": "自律公约签约组织",
    "disclosure": "信息公开表",
    "disclosure_line": "信息公开内容",
    "disclosure_item": "信息公开目录",
    "posting": "信息公开事项",
    "remark": "异议和群众意见",
    "round": "评议轮次",
    "tally": "评议计票",
    "result": "评议结果",
    "round_meeting": "评议会议记录",
    "sheet": "评议票（逐张录入）",
    "indicator_score": "评议指标得分",
    "round_objection": "评议异议和申诉",
    "target": "目标",
    "report_period": "上报截止日期",
    "return_item": "退回意见",
    "return_answer": "退回意见的答复",
    "explanation": "情况说明",
    "unit": "社区（村）和单位信息",
}
"""The Chinese name of each travelling table, in the order of papers and lists."""

VERDICTS: Mapping[str, str] = {
    "ok": "已接收",
    "partial": "已接收，部分退回",
    "duplicate": "已导入过",
    "refused": "未接收",
    "fork": "与以前收到的对不上，未接收",
    "taken_back": "已把这次导入还原",
}

KINDS: Mapping[str, str] = {
    "report": "上报",
    "receipt": "回执",
    "transfer": "移交",
    "config": "下发",
    "correction": "退回修改",
}

COUNTED = ("added", "changed", "removed", "same", "older", "refused")
"""What happened to the rows of a table, in the order of the papers."""

RECORDS: Mapping[str, type[Record]] = {record.__tablename__: record for record in TRAVELLING}
"""The class of each travelling table."""
_PROTOCOL: Mapping[str, str] = {
    "_orders": "移交令",
    "_erasures": "清除令",
    "_config": "下发包",
    "_policy": "政策包",
    "_register": "单位名册",
}
_OTHER_REMEDY = "请核对这条记录，改正后随下一个上报包再报。"
_REMEDIES: Mapping[str, str] = {
    "newer_table": "不用改；等接收单位的程序升级后，随下一个上报包自动再报。",
    "MALFORMED": "请升级到最新程序后重新导出。",
    "HASH_MISMATCH": "这条记录在途中损坏，请重新导出。",
    "not_owner": "这条记录不归报送单位维护，请由维护单位上报。",
    "OUT_OF_SCOPE": "这条记录不归报送单位维护，请由维护单位上报。",
    "forked": "两边的内容都留着，请在“报送”里核对恢复备份后的两边内容，选好后再报一次。",
    "lacking": "请在“报送”里核对恢复备份后的两边内容，选好后再报一次。",
    "overruled": "收下这份回执即可，不用再报。",
    "part": "请按原因改正后再下发一次。",
    "late": "这条记录已移交，请接收上级的移交包，再与接手的单位核对改动的内容。",
}


def table_word(table: str) -> str:
    """Return the Chinese name of a table, the bare name for one that a newer program sent."""
    return TABLES.get(table) or _PROTOCOL.get(table, table)


def in_order(tables: Iterable[str]) -> list[str]:
    """Return table names in the order of papers and lists, unknown ones last."""
    places = {table: place for place, table in enumerate(TABLES)}
    return sorted(tables, key=lambda table: (places.get(table, len(places)), table))


def field_word(table: str, key: str) -> str:
    """Return a field's label, the bare key where it is unknown."""
    record = RECORDS.get(table)
    field = fields_of(record).get(key) if record is not None else None
    return field.label if field is not None else key


def remedy(code: str) -> str:
    """Return what the sender can do about a row that was not taken."""
    return _REMEDIES.get(code, _OTHER_REMEDY)


def seqs_word(seqs: tuple[int, ...]) -> str:
    """Return package numbers as papers write them, 无 when there are none."""
    return "、".join(f"{seq:04d}" for seq in seqs) or "无"


def day_word(moment: str) -> str:
    """Return the day of an ISO moment as papers write it."""
    return PartialDate.of(datetime.fromisoformat(moment).date()).chinese()


def size_word(octets: int) -> str:
    """Return a file size for people."""
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} KB"
    return f"{octets / 1024 / 1024:.1f} MB"
