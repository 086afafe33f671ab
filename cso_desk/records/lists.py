"""Code lists that are the same everywhere. What differs between places stands in the policy pack."""

NATURES = ("社会团体性质", "民办非企业单位性质")
"""组织性质 has exactly two values (豫民文〔2021〕235号)."""
NATURE_WORDS = {
    "社会团体性质": ("社会团体", "社团", "社团性质", "社团类", "会员制"),
    "民办非企业单位性质": (
        "民办非企业",
        "民办非企业单位",
        "民非",
        "民非性质",
        "民非类",
        "社会服务机构",
        "社会服务机构性质",
        "民办非企业单位(社会服务机构)性质",
        "民办非企业单位(社会服务机构)",
        "民办非企业性质",
    ),
}
"""How old ledgers write the two natures."""
AREAS = ("本社区（村）", "本乡镇（街道）")
AREA_WORDS = {
    "本社区（村）": (
        "本社区",
        "本村",
        "社区内",
        "村内",
        "本社区内",
        "本村内",
        "社区",
        "本辖区社区",
        "所在社区",
    ),
    "本乡镇（街道）": (
        "本乡镇",
        "本镇",
        "本乡",
        "本街道",
        "街道",
        "全镇",
        "全乡",
        "街道内",
        "镇内",
        "乡内",
        "全街道",
        "乡镇",
        "街道范围",
        "本街道办",
    ),
}
"""How old ledgers write the two areas of activity."""
VENUE_SOURCES = ("自有", "租赁", "借用", "其他")
SEXES = ("男", "女")
POLITICS = ("中共党员", "预备党员", "共青团员", "民主党派", "群众")
EDUCATION = ("初中及以下", "高中及中专", "大专", "本科", "研究生及以上")
PARTY_FORMS = ("党委", "党总支", "党支部", "临时支部", "联合支部", "其他", "未建立")
LEVELS = ("province", "city", "county", "township", "community")
LEVEL_WORDS = {
    "province": "省",
    "city": "市",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "community": "社区（村）",
}
KINDS_OF_COMMUNITY = ("城市", "农村")
VOTER_GROUPS = ("两委", "居民")
DECISION_KINDS = (
    "历史备案补录",
    "同意备案",
    "不予备案",
    "同意变更",
    "不予变更",
    "同意换证",
    "同意注销",
    "撤销备案",
    "限期整改",
    "转为登记",
    "确定管理层级",
)
TIERS = ("乡镇（街道）管理", "村（社区）管理")
"""管理层级: who supervises (分类管理, 豫民文〔2021〕115号)."""
INITIATOR_KINDS = ("个人", "单位")
ELECTION_WAYS = ("成员（代表）大会选举", "负责人会议推选", "村（社区）提名、大会通过", "其他")
CERTIFICATE_STATES = ("待领取", "已领取", "已收回", "已遗失")
CONTACT_ROLES = ("社区联系人", "党建联络员", "其他")
CONTACT_WAYS = ("走访", "电话", "座谈", "参加活动", "其他")
HONOUR_LEVELS = ("国家级", "省级", "市级", "县级", "乡镇级", "村（社区）级")
ATTACHMENT_KINDS = (
    "申请材料",
    "签字盖章件",
    "章程",
    "场地材料",
    "照片",
    "证书",
    "会议材料",
    "其他",
)
UNIT_CHANGE_KINDS = ("合并", "拆分", "更名", "重新编码")
CHECK_STATES = ("未核对", "已核对")
MEMBER_KINDS = ("会员", "从业人员")
STATES = ("未备案", "补录待完善", "已备案", "已登记", "已注销", "已撤销")
"""What 状态 of an organization can be; derived, never typed (packages.md 2.3)."""
SYNC_STATES = ("未报", "已导出待送", "已接收")
