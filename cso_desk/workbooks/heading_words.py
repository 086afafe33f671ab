"""How offices word the headings of their ledgers: patterns beside the labels and synonyms that the fields declare.

A pattern is tried on a heading without blanks, brackets and stars, with full-width characters made half-width.
"""

from __future__ import annotations

import re

_ROLE = (
    r"(?:社会组织|组织|团队|队伍|社团|协会)?(?:主要)?"
    r"(?:负责人|责任人|队长|会长|团长|社长|理事长|组长|站长|班长|领队|带队人|法人代表|法定代表人|法人|牵头人|召集人|带头人|领头人|主事人|管事人)"
)
_PHONE = r"(?:的)?(?:联系|联络|办公|移动|本人)*(?:电话|手机|方式|号码|联系)+(?:号码|号)?"
_PLACE = (
    r"(?:行政村|自然村|社区居委会|居民委员会|村民委员会|社区|村委会|居委会|村居|居村|村|居|村社)+"
)
_PEOPLE = r"(?:成员|会员|队员|团员|社员|人员|参加|参与|参加人员)"

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "filing_number",
        r"(?:组织)?(?:备案|证书|备案证|备案证书|备案登记|备案登记证)(?:编号|文号|证号|号码|号|编码)",
    ),
    ("filing_date", r"(?:组织)?备案(?:登记)?(?:时间|日期|年月|年月日)"),
    ("filing_authority", r"备案(?:登记)?(?:机关|单位|部门)"),
    (
        "leader_id",
        rf"(?:{_ROLE})?(?:的)?(?:居民)?(?:身份证|身份证件|证件|公民身份)(?:号码|号|编号)?",
    ),
    ("leader_sex", rf"(?:{_ROLE})?性别"),
    ("leader_birth", rf"(?:{_ROLE})?(?:出生)(?:年月日|年月|日期|时间)"),
    ("leader_politics", rf"(?:{_ROLE})?政治面[貌目]"),
    ("leader_work", rf"(?:{_ROLE})?(?:的)?工作单位(?:[及和]?职务)?"),
    ("phone", rf"(?:{_ROLE}|联系人|联络人|联络员)?{_PHONE}"),
    ("leader", rf"{_ROLE}(?:的)?(?:姓名|名字|名称)?"),
    (
        "leader",
        rf"{_ROLE}(?:的)?(?:姓名|名字)?[及和与、/,]?(?:联系|联络)?(?:电话|手机|方式)(?:号码|号)?",
    ),
    ("leader", r"姓名"),
    ("contact", r"(?:组织)?(?:联系人|联络人|联络员)(?:姓名)?"),
    ("party_members", r"(?:其中)?(?:中共|正式)?(?:共产)?党员(?:人数|数量|数|总数)?"),
    ("volunteers", r"(?:注册|登记)?志愿者(?:人数|数量|数|总数)?"),
    ("staff", r"(?:从业|工作|专职)人员?(?:人数|数量|数|总数)?"),
    ("members_personal", r"个人会员(?:人数|数量|数)?"),
    ("members_unit", r"(?:单位|团体)会员(?:个数|数量|数)?"),
    (
        "members",
        rf"(?:现有|实有|组织|团队|队伍|合计|总计|登记|在册)*{_PEOPLE}(?:合计|总)?(?:人数|数量|总数|数|规模)",
    ),
    (
        "members",
        r"(?:现有|实有|组织|团队|队伍|合计|总|参加|参与|参加活动|在册)*人数(?:合计|总计)?|(?:团队|队伍|组织)规模",
    ),
    (
        "founded",
        r"(?:组织|团队|队伍)?(?:正式)?(?:何时)?(?:成立|组建|创建|建立|创办|设立)(?:时间|日期|年月日|年月|年份)?",
    ),
    (
        "category",
        r"(?:社区|社会|组织|团队|队伍|活动|所属|业务|服务|性质|主要)*(?:类别|类型|分类|种类|类属)",
    ),
    ("nature", r"(?:社会)?(?:组织|单位|团体)?性质"),
    (
        "scope",
        r"(?:主要|业务|服务|活动|工作|日常|开展|经常)+(?:范围|内容|项目|职能|业务)|主要(?:职能|职责)",
    ),
    ("area", r"(?:活动|服务|业务)(?:区域|地域|辖区)"),
    ("venue_size", r"(?:活动|办公)?(?:场所|场地)?(?:使用|建筑)?面积"),
    ("venue_rooms", r"(?:活动|办公)?(?:场所|场地)(?:数量|个数)"),
    ("venue_source", r"(?:活动|办公)?(?:场所|场地)(?:来源|性质|权属|产权)"),
    (
        "venue",
        r"(?:办公|活动|固定|主要)*(?:场所|场地|地点|地址|住所|阵地|住址)(?:地址|名称|位置|地点)?",
    ),
    ("funds", r"(?:活动|注册|开办)?(?:资金|经费)(?:数额|总额|金额)?"),
    ("credit_code", r"(?:统一)?(?:社会)?信用代码"),
    ("supervisor", r"(?:业务)?(?:主管|指导)(?:指导)?(?:单位|部门)"),
    ("community_code", r"(?:社区|村|村居|区划|行政区划|社区村|村社区)(?:代码|编码|区划代码)"),
    (
        "township",
        r"(?:所在|所属|隶属)?(?:乡镇|街道办事处|街道办|街道|镇街|镇办|乡|镇|办事处)+(?:名称)?",
    ),
    (
        "community",
        rf"(?:所在|所属|隶属|属地|归属|所在地|备案|申报|管辖)?(?:的)?{_PLACE}(?:名称|名|别)?",
    ),
    (
        "name",
        r"(?:社区|民间|群众|基层|村级|备案|文艺|志愿|社会|公益)*(?:组织|团队|队伍|社团|协会|团体)(?:的)?(?:全称|名称|名字|名)?",
    ),
    ("name", r"(?:小组|班组|队|团|社|会|站)名(?:称)?|(?:队伍|团队)(?:叫什么|全名)"),
    ("note", r"备注|附注|其他说明|需要说明的[问事]?[题项]?"),
)
"""(key of the field, what the whole heading looks like); the first that fits a wanted field is taken."""

FORM_PATTERNS: tuple[tuple[str, str], ...] = (
    ("leader_age", rf"(?:{_ROLE})?年龄"),
    (
        "community_kind",
        r"城乡(?:类型|类别|性质|属性)?|城[/、]乡|(?:社区|所在地)?(?:城市|城镇)[/、或]?农村|社区类型",
    ),
    ("filing_authority", r"发证(?:机关|单位)"),
    ("valid_until", r"(?:备案|证书)?有效期(?:至|限|截止)?(?:日期)?"),
    ("state", r"(?:备案|当前|目前|存续)?(?:状态|情况)"),
    ("ended", r"注销(?:日期|时间|原因|情况).*"),
    ("last_change", r"变更(?:事项|日期|时间|情况).*"),
)
"""Headings of tables that other offices send out to be filled, beside those of old ledgers."""

_OF_MEMBER = r"(?:成员|队员|会员|团员|社员|本人|个人)?的?"
ROSTER_PATTERNS: tuple[tuple[str, str], ...] = (
    ("name", rf"{_OF_MEMBER}(?:姓名|名字)"),
    ("sex", rf"{_OF_MEMBER}性别"),
    ("birth", rf"{_OF_MEMBER}出生(?:年月日|年月|日期|时间)|生日"),
    ("id_number", rf"{_OF_MEMBER}(?:居民)?(?:身份证|身份证件|证件|公民身份)(?:号码|号|编号)?"),
    ("phone", rf"{_OF_MEMBER}{_PHONE}"),
    ("politics", r"政治面[貌目]|是否(?:中共)?党员"),
    ("education", r"文化程度|学历|文化水平|受教育程度"),
    (
        "address",
        r"(?:家庭|居住|现|常)?(?:住址|住所|地址|居住地)(?:.*楼栋.*|.*组.*)?|所在(?:楼栋|小组)|楼栋",
    ),
    ("position", r"(?:组织|队|团|社|协会|会)?(?:内|中)?(?:的)?(?:职务|职位|担任职务|分工|岗位)"),
    ("kind", r"(?:成员|人员)(?:类别|类型|性质)"),
    ("volunteer", r"是否(?:注册)?志愿者|志愿者"),
    ("skills", r"特长|专长|爱好|擅长.*"),
    ("joined", r"(?:入会|入队|入团|入社|加入|参加)(?:组织|队伍)?(?:时间|日期|年月)"),
    ("left", r"(?:退出|退会|退队|离队)(?:时间|日期|年月)"),
    (
        "organization",
        r"(?:所属|所在|参加|加入)?的?(?:社区|社会|民间|群众|文艺|志愿)*(?:组织|团队|队伍|社团|协会)(?:的)?(?:全称|名称|名字|名)?"
        r"|(?:队|团|社|会)名",
    ),
    ("community", rf"(?:所在|所属|隶属)?(?:的)?{_PLACE}(?:名称|名|别)?"),
    ("note", r"备注|附注|其他说明"),
)
"""The same for the headings of rosters."""

LOOSE: tuple[tuple[str, str], ...] = (
    ("leader_id", r"身份证|证件号"),
    ("phone", r"电话|手机|联系方式"),
    ("filing_number", r"备案.*(?:编号|文号|证号|号)"),
    ("filing_date", r"备案.*(?:时间|日期)"),
    ("party_members", r"党员.*(?:人|数|名|几)|(?:数|几).*党员"),
    ("volunteers", r"志愿者.*(?:人|数|几)"),
    (
        "founded",
        r"(?:成立|组建|创建|建队|建立).*(?:时|日期|年)|(?:时候|何时|哪年|何年).*(?:成立|组建|创建|建)",
    ),
    (
        "members",
        r"(?:多少|几)个?人|^(?:成员|会员|队员|团员|社员)[(]?[人名][)]?$|人数$|(?:队员|成员|会员).*数",
    ),
    ("venue_size", r"面积"),
    ("category", r"哪.{0,2}类|类别$|类型$|分类$"),
    ("venue", r"(?:活动|办公|排练|训练|聚会).*(?:地|场|处|哪)|在哪|地址"),
    (
        "scope",
        r"(?:干|做|开展|搞|组织).{0,3}(?:什么|哪些)|(?:活动|服务|业务|工作)的?(?:内容|范围|项目|特色)",
    ),
    ("leader", r"(?:谁|何人)(?:负责|牵头|管)|(?:负责|牵头|带头|召集|带队)的?(?:人|者)"),
    ("community", r"(?:哪|所[在属]).{0,2}(?:村|社区)"),
)
"""(key, what a heading in an office's own words contains); tried where no pattern above knows the whole heading."""

NOT_LOOSE = re.compile(
    r"书记|主任|两委|[村居区]负责|网格|包[村联]|审[核批]|填[表报]|制表|监[督护]|配偶|家属|会计|秘书|副|代码|是否"
    r"|领导|签|盖章|职务|入党|分管|指导员|联络员|联系人|服务人数|受益|覆盖|培训|惠及|次数|人次|备案机关|性别"
)
"""Words of headings that are about somebody or something else."""

NEUTRAL = frozenset(
    [
        "序号",
        "序",
        "编号",
        "号",
        "行号",
        "男",
        "女",
        "年龄",
        "职务",
        "民族",
        "学历",
        "文化程度",
        "邮编",
        "邮政编码",
        "审核",
        "签字",
        "是否备案",
        "是否登记",
        "备案情况",
        "状态",
        "负责人职务",
        "县",
        "县区",
        "县(市、区)",
        "市",
        "省",
        "片区",
        "组别",
    ]
)
"""Headings that ledgers have and that fill no field; they still show that a row is a heading."""

SERIAL = re.compile(r"序号?|编号|号|行号|No\.?|NO\.?")
"""A heading of running numbers; 编号 is one when its cells are small whole numbers."""

GROUP_TAIL = re.compile(r"(?:基本)?(?:情况|信息|资料|构成|组成|状况|概况)$")
"""What a heading above several columns adds to its word (负责人信息 = 负责人)."""
