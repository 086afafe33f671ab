"""Organizations, the people in them and the decisions on their filing (domain.md 3.1, 3.4, 6.4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import (
    Choice,
    CreditCode,
    Data,
    DateValue,
    Decimal2,
    Division,
    IdNumber,
    Link,
    Money,
    PartialDate,
    Phone,
    Text,
    Whole,
    YesNo,
)

from . import lists
from .declaring import Record, field
from .syncing import Synced

_PEOPLE = Whole(0, 5000)


class Organization(Synced, Record):
    """One community organization, filed, registered or not yet either."""

    __tablename__ = "organization"

    name: Mapped[str] = field(
        "组织名称",
        Text(50),
        required="always",
        index=True,
        example="幸福社区夕阳红舞蹈队",
        hint="写全称：社区（村）+ 字号 + 活动内容 + 队、社、站、会等",
        synonyms=(
            "社区社会组织名称",
            "社会组织名称",
            "名称",
            "组织全称",
            "团队名称",
            "队伍名称",
            "组织",
        ),
    )
    nature: Mapped[str | None] = field(
        "组织性质",
        Choice("nature", lists.NATURES),
        required="to_file",
        synonyms=("性质", "单位性质", "社会组织性质"),
    )
    category: Mapped[str | None] = field(
        "组织类别",
        Choice("category"),
        required="to_file",
        counts="by",
        synonyms=("类别", "组织类型", "类型", "分类", "活动类别", "所属类别", "业务类别"),
    )
    community: Mapped[str | None] = field(
        "所在社区(村)",
        Division(),
        required="to_file",
        counts="by",
        index=True,
        synonyms=(
            "所在社区",
            "社区(村)",
            "村(社区)",
            "所在村(社区)",
            "社区",
            "村",
            "所属社区",
            "所在社区/村",
            "村居",
        ),
    )
    community_text: Mapped[str | None] = field(
        "社区（原文）", Text(80), hint="旧台账里写的社区名，对不上区划时保留原文"
    )
    area: Mapped[str | None] = field(
        "活动地域",
        Choice("area", lists.AREAS),
        required="to_file",
        synonyms=("活动区域", "活动范围", "服务区域"),
    )
    venue: Mapped[str | None] = field(
        "活动场所",
        Text(120),
        required="to_file",
        example="幸福社区党群服务中心二楼",
        synonyms=(
            "住所(活动场所)",
            "活动场所地址",
            "住所",
            "活动场地",
            "住所(活动场所)地址",
            "地址",
            "活动地点",
        ),
    )
    venue_source: Mapped[str | None] = field(
        "场所来源", Choice("venue_source", lists.VENUE_SOURCES), synonyms=("场地来源", "场所性质")
    )
    venue_rooms: Mapped[int | None] = field("办公场所数量", Whole(0, 500), synonyms=("场所数量",))
    venue_size: Mapped[int | None] = field(
        "办公场所面积", Decimal2(), hint="平方米", synonyms=("场所面积", "面积", "办公面积")
    )
    founded: Mapped[PartialDate | None] = field(
        "成立日期", DateValue(), synonyms=("成立时间", "成立年月", "组建时间", "建立时间")
    )
    leader: Mapped[str | None] = field(
        "负责人姓名",
        Text(30),
        required="to_file",
        index=True,
        synonyms=(
            "负责人",
            "主要负责人",
            "负责人(姓名)",
            "队长",
            "会长",
            "带头人",
            "法人",
            "理事长",
            "站长",
        ),
    )
    leader_id: Mapped[str | None] = field(
        "负责人身份证号",
        IdNumber(),
        private="mask",
        synonyms=(
            "身份证号",
            "身份证号码",
            "负责人身份证",
            "负责人身份证号码",
            "身份证",
            "证件号码",
            "公民身份号码",
        ),
    )
    leader_sex: Mapped[str | None] = field(
        "负责人性别", Choice("sex", lists.SEXES), synonyms=("性别",)
    )
    leader_birth: Mapped[PartialDate | None] = field(
        "负责人出生年月", DateValue(), private="mask", synonyms=("出生年月", "出生日期")
    )
    leader_politics: Mapped[str | None] = field(
        "负责人政治面貌", Choice("politics", lists.POLITICS), synonyms=("政治面貌",)
    )
    leader_work: Mapped[str | None] = field(
        "负责人工作单位及职务", Text(80), synonyms=("工作单位及职务", "工作单位")
    )
    initiators: Mapped[str | None] = field(
        "发起人", Text(200), hint="姓名之间用顿号隔开", synonyms=("发起人姓名", "发起人名单")
    )
    contact: Mapped[str | None] = field("联系人", Text(30), synonyms=("联络人", "经办人"))
    phone: Mapped[str | None] = field(
        "联系电话",
        Phone(),
        required="to_file",
        private="mask",
        index=True,
        synonyms=(
            "负责人电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系方式",
            "电话号码",
            "联系电话(手机)",
        ),
    )
    members: Mapped[int | None] = field(
        "成员总数",
        _PEOPLE,
        required="to_file",
        counts="sum",
        synonyms=(
            "成员数",
            "成员人数",
            "人数",
            "成员总数(人)",
            "会员数",
            "队员人数",
            "现有人数",
            "参与人数",
        ),
    )
    members_personal: Mapped[int | None] = field("个人会员数", _PEOPLE, counts="sum")
    members_unit: Mapped[int | None] = field("单位会员数", _PEOPLE, counts="sum")
    staff: Mapped[int | None] = field(
        "从业人员数", _PEOPLE, counts="sum", synonyms=("工作人员数", "从业人数")
    )
    party_members: Mapped[int | None] = field(
        "党员数", _PEOPLE, counts="sum", synonyms=("党员人数", "党员数(人)", "党员", "中共党员数")
    )
    party_form: Mapped[str | None] = field(
        "党组织形式",
        Choice("party_form", lists.PARTY_FORMS),
        counts="by",
        synonyms=("党组织建立形式",),
    )
    party_superior: Mapped[str | None] = field("上级党组织", Text(80))
    party_liaison: Mapped[str | None] = field("党建联络员", Text(30), synonyms=("党建指导员",))
    scope: Mapped[str | None] = field(
        "业务范围",
        Text(2000, lines=4),
        required="to_file",
        synonyms=(
            "主要业务范围",
            "活动内容",
            "服务内容",
            "主要活动内容",
            "业务活动范围",
            "主要活动",
        ),
    )
    purpose: Mapped[str | None] = field("宗旨", Text(1000, lines=3))
    funds: Mapped[int | None] = field(
        "活动资金数额", Money(), hint="元", synonyms=("活动资金", "资金数额", "活动经费")
    )
    funds_source: Mapped[str | None] = field(
        "资金来源", Text(100), synonyms=("经费来源", "活动资金来源")
    )
    hub: Mapped[bool | None] = field("是否枢纽型", YesNo(), synonyms=("枢纽型", "是否联合会"))
    volunteers: Mapped[int | None] = field(
        "登记志愿者数", _PEOPLE, counts="sum", synonyms=("志愿者人数", "志愿者数")
    )
    station: Mapped[str | None] = field("依托社工站", Text(50), synonyms=("社工站",))
    supervisor: Mapped[str | None] = field(
        "业务主管（指导）单位",
        Text(50),
        synonyms=("业务主管单位", "业务指导单位", "主管单位", "指导单位"),
    )
    credit_code: Mapped[str | None] = field(
        "统一社会信用代码",
        CreditCode(),
        hint="只有已在民政部门登记的才有；备案的组织留空",
        synonyms=("信用代码", "组织机构代码"),
    )
    note: Mapped[str | None] = field("备注", Text(500, lines=2), synonyms=("说明", "其他说明"))
    community_contact: Mapped[str | None] = field("社区联系人", Text(30), since=2)
    leader_person: Mapped[str | None] = field("负责人（人员）", Link("person"), index=True, since=2)
    shared_venue: Mapped[str | None] = field("场所（共用）", Link("venue"), index=True, since=2)
    federation: Mapped[str | None] = field("所属联合会", Link("organization"), index=True, since=2)
    preset: Mapped[str | None] = field(
        "村级“四会”等", Choice("preset"), counts="by", since=2, synonyms=("四会类别", "四会")
    )
    own_fields: Mapped[Any] = field("自定义栏目", Data(), since=2)
    tier: Mapped[str | None] = field(
        "管理层级", Choice("tier", lists.TIERS), derived=True, counts="by", since=2
    )
    valid_until: Mapped[PartialDate | None] = field(
        "有效期至", DateValue(), derived=True, index=True, since=2
    )
    state: Mapped[str | None] = field(
        "状态", Choice("state"), derived=True, counts="by", index=True
    )
    filing_number: Mapped[str | None] = field("备案编号", Text(60), derived=True, index=True)
    filing_date: Mapped[PartialDate | None] = field("备案日期", DateValue(), derived=True)
    filing_authority: Mapped[str | None] = field("备案机关", Text(60), derived=True)


class Member(Synced, Record):
    """One line of an organization's roster (F04)."""

    __tablename__ = "member"

    organization: Mapped[str | None] = field(
        "所属组织", Link("organization"), required="always", index=True
    )
    name: Mapped[str | None] = field(
        "姓名", Text(30), required="always", synonyms=("成员姓名", "队员姓名")
    )
    sex: Mapped[str | None] = field("性别", Choice("sex", lists.SEXES))
    birth: Mapped[PartialDate | None] = field(
        "出生年月", DateValue(), private="mask", synonyms=("出生日期",)
    )
    id_number: Mapped[str | None] = field(
        "身份证号", IdNumber(), private="mask", synonyms=("身份证号码", "身份证", "公民身份号码")
    )
    politics: Mapped[str | None] = field("政治面貌", Choice("politics", lists.POLITICS))
    education: Mapped[str | None] = field(
        "文化程度", Choice("education", lists.EDUCATION), synonyms=("学历",)
    )
    address: Mapped[str | None] = field(
        "住址",
        Text(80),
        private="mask",
        hint="组或楼栋即可",
        synonyms=("住址(组/楼栋)", "家庭住址", "住址"),
    )
    phone: Mapped[str | None] = field(
        "联系电话", Phone(), private="mask", synonyms=("电话", "手机", "手机号", "联系方式")
    )
    position: Mapped[str | None] = field("组织内职务", Text(20), synonyms=("职务",))
    kind: Mapped[str | None] = field("成员类别", Choice("member_kind", lists.MEMBER_KINDS), since=2)
    person: Mapped[str | None] = field("人员", Link("person"), index=True, since=2)
    volunteer: Mapped[bool | None] = field("是否志愿者", YesNo(), since=2)
    skills: Mapped[str | None] = field("特长", Text(100), since=2)
    joined: Mapped[PartialDate | None] = field(
        "入会日期", DateValue(), synonyms=("入队时间", "加入时间")
    )
    left: Mapped[PartialDate | None] = field("退出日期", DateValue())
    note: Mapped[str | None] = field("备注", Text(200))


class Decision(Synced, Record):
    """One decision on an organization's filing; its number, date and authority make the derived fields.

    An old number that a ledger brings is a decision of the kind 历史备案补录 (packages.md 2.3).
    """

    __tablename__ = "decision"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True
    )
    kind: Mapped[str | None] = field(
        "决定种类", Choice("decision_kind", lists.DECISION_KINDS), required="always"
    )
    number: Mapped[str | None] = field(
        "备案编号", Text(60), index=True, synonyms=("备案号", "证书编号", "备案证号", "备案文号")
    )
    date: Mapped[PartialDate | None] = field(
        "备案日期", DateValue(), synonyms=("备案时间", "备案年月")
    )
    authority: Mapped[str | None] = field("备案机关", Text(60), synonyms=("备案单位", "批准机关"))
    filing_case: Mapped[str | None] = field("备案事项", Link("filing_case"), index=True, since=2)
    valid_until: Mapped[PartialDate | None] = field("有效期至", DateValue(), since=2)
    basis: Mapped[str | None] = field("依据", Text(200), since=2)
    reason: Mapped[str | None] = field("理由", Text(500, lines=2), since=2)
    decided_by: Mapped[str | None] = field("批准人", Text(30), since=2)
    document_number: Mapped[str | None] = field(
        "文号", Text(40), hint="由党政办给号，可以空着手写", since=2
    )
    facts: Mapped[Any] = field("决定内容", Data(), since=2)
    recorded_by: Mapped[str | None] = field("代录人", Text(30))
    policy_version: Mapped[str | None] = field("政策包版本", Text(40))
