"""Ledgers as other offices keep them, each invented, on the desk of a real township: the kinds of mess, not eight files."""

from __future__ import annotations

import datetime
from pathlib import Path

from openpyxl import load_workbook

from .offices import biff, came, codes, column, id_number, mobile, places, take, workbook

ZHUHU, ZHONGTOU, HUAZHOU, YINGQIAO = "411722103", "410425101", "411381002", "411025101"
CHENGGUAN, YANGANG, XINJIAN, MALOU = "410325100", "411524102", "410184001", "410927104"
CHEZHAN, MIANFANG, POTOU, CHANGYING = "411202003", "410102003", "419001105", "411627101"


def test_communities_stand_in_section_lines_and_numbers_begin_again(tmp_path: Path) -> None:
    lines = [
        ["洙湖镇村级文艺队伍摸底表"],
        [],
        ["填表单位：洙湖镇社会事务办", "", "", "", "", "2023年11月6日"],
        [],
        ["序号", "名 称", "牵头人", "牵头人联系方式", "活动项目", "参加人数"],
        ["一、苏庄村（2个）"],
        [1, "苏庄村\n锣鼓队", "王练习", mobile(1), "锣鼓", "20"],
        [2, "苏庄 红叶 舞蹈队", "李练习", mobile(2), "广场舞", "１６"],
        ["", "小计", "", "", "", 36],
        ["二、袁庄（1个）"],
        [1, "袁庄戏迷社", "赵练习", mobile(3), "豫剧", 9],
        ["(三)樊庄村委会：1个"],
        [1, "樊庄互助会", "孙练习", mobile(4), "红白事", 12],
        ["共计", "", "", "", "", 57],
        ["填表人：周某某            审核人："],
    ]
    rows = take(workbook(tmp_path, {"Sheet1": lines}), ZHUHU)
    assert column(rows, "name") == ["苏庄村锣鼓队", "苏庄红叶舞蹈队", "袁庄戏迷社", "樊庄互助会"]
    assert places(rows) == ["202", "202", "203", "206"]
    assert column(rows, "members") == [20, 16, 9, 12]
    assert column(rows, "leader")[0] == "王练习" and column(rows, "phone")[3] == mobile(4)


def test_headings_over_three_rows_and_dates_of_every_hand(tmp_path: Path) -> None:
    lines = [
        ["冢头镇社区社会组织备案情况一览表"],
        ["序\n号", "所属村", "组织", "备案情况", "", "", "负责人情况", "", "", "人员构成", ""],
        ["", "", "", "编号", "时间", "", "姓名", "证件", "", "总数", "其中：党员"],
        ["", "", "", "", "年月", "机关", "", "身份证", "电话", "", ""],
        [
            1,
            "北街村",
            "北街太极队",
            "冢民社备〔2019〕1号",
            "2019.3",
            "冢头镇人民政府",
            "王练习",
            id_number(1),
            mobile(1),
            20,
            3,
        ],
        [
            2,
            "东街",
            "东街鼓队",
            "冢民社备〔2019〕2号",
            "19年3月",
            "冢头镇人民政府",
            "李练习",
            id_number(2),
            mobile(2),
            15,
            0,
        ],
        [
            3,
            "西寨",
            "西寨巧手社",
            "冢民社备〔2019〕3号",
            "二〇一九年",
            "冢头镇人民政府",
            "赵练习",
            id_number(3),
            mobile(3),
            8,
            1,
        ],
        [
            4,
            "王寨村",
            "王寨爱心社",
            "冢民社备〔2019〕4号",
            43540,
            "冢头镇人民政府",
            "孙练习",
            id_number(4),
            mobile(4),
            30,
            5,
        ],
        [
            5,
            "高庄",
            "高庄老年协会",
            "冢民社备〔2019〕5号",
            "2019-13-02",
            "冢头镇人民政府",
            "吴练习",
            id_number(5),
            mobile(5),
            40,
            6,
        ],
    ]
    merges = [
        "A1:K1",
        "A2:A4",
        "B2:B4",
        "C2:C4",
        "D2:F2",
        "G2:I2",
        "J2:K2",
        "D3:D4",
        "E3:F3",
        "G3:G4",
        "H3:I3",
        "J3:J4",
        "K3:K4",
    ]
    rows = take(workbook(tmp_path, {"汇总": lines}, {"汇总": merges}), ZHONGTOU)
    assert column(rows, "filing_date") == ["2019-03", "2019-03", "2019", "2019-03-16", ""]
    assert column(rows, "filing_number")[0] == "冢民社备〔2019〕1号"
    assert column(rows, "leader", "leader_id", "phone")[1] == ("李练习", id_number(2), mobile(2))
    assert column(rows, "members", "party_members")[4] == (40, 6)
    assert places(rows) == ["201", "202", "203", "206", "208"]
    assert codes(rows[4]) == {"date_invalid"}


def test_two_persons_two_phones_and_numbers_by_guess(tmp_path: Path) -> None:
    lines = [
        ["花洲街道办事处社区社会组织统计（2022年度）"],
        ["单位：个、人"],
        [
            "社区名称",
            "社区社会组织名称",
            "类型",
            "队长（团长）",
            "联络电话",
            "队伍人数",
            "活动地点",
            "备注",
        ],
        [
            "前进街",
            "前进街夕阳红艺术团",
            "文艺",
            "张练习、李练习",
            f"{mobile(1)}、{mobile(2)}",
            "约30人",
            "文化广场",
            "无",
        ],
        [
            "建设街社区",
            "建设街义务巡逻队",
            "治安巡逻",
            "王练习",
            f"{mobile(3)} {mobile(4)}",
            "30余",
            "社区",
            "—",
        ],
        [
            "春风阁",
            "春风阁\n书画社",
            "书画",
            "赵　练习",
            "０６３７７-5550123",
            "二十五人",
            "居委会二楼",
            f"电话{mobile(9)}",
        ],
        [
            "三里阁社区居委会",
            "三里阁和事佬调解室",
            "矛盾调处",
            "孙练习（书记）",
            mobile(6),
            "十几人",
            "调解室",
            "",
        ],
    ]
    rows = take(workbook(tmp_path, {"2022": lines}), HUAZHOU)
    assert places(rows) == ["001", "002", "003", "007"]
    assert column(rows, "members") == [30, 30, 25, ""]
    assert column(rows, "phone")[:2] == [f"{mobile(1)}、{mobile(2)}", f"{mobile(3)}、{mobile(4)}"]
    assert column(rows, "leader")[0] == "张练习、李练习"
    assert column(rows, "name")[2] == "春风阁书画社" and column(rows, "leader")[2] == "赵练习"
    assert column(rows, "note")[2] == f"电话{mobile(9)}" and column(rows, "phone")[2] != mobile(9)
    assert "phone_multiple" in codes(rows[0]) and "number_approximate" in codes(rows[1])
    assert codes(rows[3]) >= {"number_approximate", "category_unmapped"}


def test_one_village_named_in_the_title_and_columns_in_their_own_order(tmp_path: Path) -> None:
    lines = [
        ["颍桥回族镇颍桥东街村社会组织基本情况"],
        ["电话", "身份证", "负责人", "人数", "名称", "开展活动内容", "性质", "序号"],
        [int(mobile(1)), id_number(1), "王练习", 20, "东街回民武术队", "武术", "社会团体", 1],
        [
            float(mobile(2)),
            int(id_number(2)) if id_number(2).isdigit() else 4.1e17,
            "李练习",
            12.0,
            "红白理事会",
            "移风易俗",
            "社团",
            2,
        ],
        [mobile(3), "411792********1234", "赵练习", 7, "东街巾帼志愿队", "志愿服务", "民非", 3],
    ]
    rows = take(workbook(tmp_path, {"Sheet1": lines}), YINGQIAO)
    assert places(rows) == ["201"] * 3
    assert column(rows, "phone") == [mobile(1), mobile(2), mobile(3)]
    assert column(rows, "leader_id") == [id_number(1), "", ""]
    assert [codes(row) for row in rows] == [set(), {"id_damaged"}, {"id_masked"}]
    assert column(rows, "scope")[0] == "武术"
    assert column(rows, "nature") == ["社会团体性质", "社会团体性质", "民办非企业单位性质"]


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    head = ["社区", "组织名称", "负责人", "联系电话"]
    lines = [
        ["城关镇社区社会组织通讯录"],
        [*head, "", *head],
        [
            "安康社区",
            "安康合唱团",
            "王练习",
            mobile(1),
            "",
            "西关社区",
            "西关秧歌队",
            "赵练习",
            mobile(3),
        ],
        [
            "新一社区",
            "新一书法社",
            "李练习",
            mobile(2),
            "",
            "文化社区",
            "文化读书会",
            "孙练习",
            mobile(4),
        ],
        ["", "", "", "", "", "上仓社区", "上仓棋社", "吴练习", mobile(5)],
    ]
    rows = take(workbook(tmp_path, {"通讯录": lines}), CHENGGUAN)
    assert column(rows, "name", "phone") == [
        ("安康合唱团", mobile(1)),
        ("新一书法社", mobile(2)),
        ("西关秧歌队", mobile(3)),
        ("文化读书会", mobile(4)),
        ("上仓棋社", mobile(5)),
    ]
    assert places(rows) == ["001", "002", "004", "005", "007"]
    assert rows[4].where == "通讯录!5"


def test_text_files_with_semicolons_and_tabs_in_other_encodings(tmp_path: Path) -> None:
    lines = [
        ["鄢岗镇村级社会组织"],
        ["村别", "名称", "负责人", "身份证号码", "手机"],
        ["曹寨", "曹寨民乐队", "王练习", id_number(1), mobile(1)],
        ["汪寨村", "汪寨“四点半”课堂;暑托班", "李练习", f"'{id_number(2)}", f"\t{mobile(2)}"],
        ["春河社区", "春河广场舞队", "赵练习", '="' + id_number(3) + '"', mobile(3)],
    ]
    for encoding, mark in (
        ("utf-16", ";"),
        ("utf-8-sig", "\t"),
        ("gb18030", ";"),
        ("utf-16-le", "\t"),
    ):
        file = tmp_path / f"{encoding}.csv"
        quoted = [[f'"{c}"' if ";" in c or "\t" in c else c for c in line] for line in lines]
        file.write_bytes("\r\n".join(mark.join(line) for line in quoted).encode(encoding))
        rows = take(file, YANGANG)
        assert column(rows, "leader_id") == [id_number(1), id_number(2), id_number(3)], encoding
        assert column(rows, "phone") == [mobile(1), mobile(2), mobile(3)]
        assert column(rows, "name")[1] == "汪寨“四点半”课堂;暑托班"
        assert places(rows) == ["202", "204", "001"]


def test_a_page_with_two_tables_the_first_only_for_search(tmp_path: Path) -> None:
    file = tmp_path / "导出结果.xls"
    cells = [
        ("东街社区", "东街合唱队", "王练习", mobile(1), "2020年5月"),
        ("南街社区", "南街舞蹈队", "李练习", mobile(2), "2021/6/1"),
    ]
    body = "".join(
        "<tr>" + "".join(f"<td>{text}&nbsp;</td>" for text in row) + "</tr>" for row in cells
    )
    file.write_text(
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'></head><body>"
        "<table><tr><td>查询条件</td><td>新建路街道</td></tr></table>"
        "<table border=1><thead><tr><th rowspan=2>社区<th rowspan=2>团队名称<th colspan=2>负责人<th rowspan=2>成立时间</tr>"
        f"<tr><th>姓名<th>联系电话</tr></thead><tbody>{body}</tbody></table></body></html>",
        "gb18030",
    )
    rows = take(file, XINJIAN)
    assert column(rows, "name", "leader", "phone", "founded") == [
        ("东街合唱队", "王练习", mobile(1), "2020-05"),
        ("南街舞蹈队", "李练习", mobile(2), "2021-06-01"),
    ]
    assert places(rows) == ["004", "005"]


def test_numbers_that_are_none_and_formulas_that_failed(tmp_path: Path) -> None:
    lines = [
        [
            "编号",
            "村",
            "组织名称",
            "负责人姓名",
            "负责人身份证号",
            "成员（人）",
            "备案时间",
            "联系方式",
        ],
        [20210001, "马楼", "马楼老年协会", "王练习", 4.1e17, 20, 20210105, mobile(1)],
        [
            20210002,
            "吴楼村",
            "吴楼和谐理事会",
            "李练习",
            id_number(2),
            "=20+",
            "2021-01-06",
            mobile(2),
        ],
        [20210003, "后杨", "后杨文艺队", "#REF!", "4.10927E+17", 12, "", mobile(3)],
    ]
    file = workbook(tmp_path, {"Sheet1": lines})
    book = load_workbook(file)
    sheet = book.active
    sheet["F3"].value, sheet["D4"].value, sheet["D4"].data_type = "=SUM(F2:F2)", "#REF!", "e"
    book.save(file)
    rows = take(file, MALOU)
    assert column(rows, "filing_number") == ["20210001", "20210002", "20210003"]
    assert column(rows, "filing_date") == ["2021-01-05", "2021-01-06", ""]
    assert [codes(row) for row in rows] == [
        {"id_damaged"},
        {"formula_error"},
        {"formula_error", "id_damaged"},
    ]
    assert places(rows) == ["201", "203", "207"]


def test_an_empty_first_sheet_far_formats_hidden_parts_and_page_headings(tmp_path: Path) -> None:
    head = ["序号", "所在社区", "组织名称", "主要负责人", "联系电话"]
    lines = [
        head,
        [1, "车站社区", "车站义工队", "王练习", mobile(1)],
        ["第1页", "", "", "", ""],
        head,
        [2, "宏远", "宏远歌友会", "李练习", mobile(2)],
        [3, "东风社区", "东风健步队", "赵练习", mobile(3)],
        ["合计：3个"],
    ]
    hidden = [head, [1, "天元社区", "天元京剧社", "孙练习", mobile(4)]]
    file = workbook(tmp_path, {"Sheet1": [], "台账": lines, "补充": hidden})
    book = load_workbook(file)
    for number in range(8, 10_008):
        book["台账"].cell(number, 3).number_format = "@"
    book["台账"].row_dimensions[6].hidden = True
    book["台账"].column_dimensions["E"].hidden = True
    book["补充"].sheet_state = "hidden"
    book.save(file)
    rows = take(file, CHEZHAN)
    assert column(rows, "name") == ["车站义工队", "宏远歌友会", "东风健步队", "天元京剧社"]
    assert column(rows, "phone") == [mobile(n) for n in (1, 2, 3, 4)]
    assert places(rows) == ["001", "004", "005", "010"]


def test_an_old_xls_with_merged_communities(tmp_path: Path) -> None:
    lines = [
        ["棉纺路街道社区社会组织台帐"],
        ["社区", "名称", "类别", "负责人", "身份证号码", "成立时间"],
        ["三棉东社区", "三棉东京剧票友会", "戏曲", "王练习", id_number(1), 43831.0],
        ["", "三棉东帮帮团", "互助", "李练习", 410102197001021234.0, "2019年"],
        ["锦绣城", "锦绣城乒乓球队", "体育", "赵练习", id_number(3), "2018.11.2"],
    ]
    rows = take(biff(tmp_path, {"Sheet1": lines}, [(0, 0, 0, 5), (2, 0, 3, 0)]), MIANFANG)
    assert places(rows) == ["001", "001", "008"]
    assert column(rows, "category") == ["文体活动类", "居民互助类", "文体活动类"]
    assert column(rows, "founded") == ["2020-01-01", "2019", "2018-11-02"]
    assert column(rows, "leader_id") == [id_number(1), "", id_number(3)]


def test_full_places_without_a_county_level(tmp_path: Path) -> None:
    lines = [
        ["济源市坡头镇农村社会组织花名册"],
        [
            "序号",
            "单位",
            "社会组织全称",
            "法人代表",
            "办公电话",
            "从业人员",
            "会员人数",
            "党员人数",
        ],
        ["1", "济源市坡头镇西滩村", "西滩村旅游协会", "王练习", "0391-5550123", "2", "35", "4"],
        ["2", "坡头镇店留村委", "店留村道德评议会", "李练习", "5550124", "", "11", "11"],
        ["3", "狄沟", "狄沟孝善理事会", "赵练习", mobile(3), "无", "9人", "5名"],
    ]
    rows = take(workbook(tmp_path, {"坡头": lines}), POTOU)
    assert places(rows) == ["202", "203", "205"]
    assert column(rows, "phone") == ["0391-5550123", "5550124", mobile(3)]
    assert column(rows, "members", "party_members") == [(35, 4), (11, 11), (9, 5)]


def test_a_sheet_for_each_village_with_figures_by_formula_and_notes(tmp_path: Path) -> None:
    def sheet(number: int, village: str) -> list[list[object]]:
        return [
            [f"附件{number}"],
            ["社区社会组织登记台账"],
            ["序号", "组织名称", "组织类型", "负责人", "负责人电话", "队员数", "男", "女"],
            [1, f"{village}盘鼓队", "文化体育", "王练习", mobile(number), 12, 6, 6],
            [2, f"{village}志愿服务队", "志愿服务", "李练习", mobile(10 + number), 8, 2, 6],
            ["合 计", "", "", "", "", 20, 8, 12],
            ["说明：1.本表一式两份；2.类型按民政部门口径填写。"],
            ["村支书签字：", "", "", "填表人：", "", "2021 年 月 日"],
        ]

    sheets = {
        "说明": [["填表说明"], ["请各村如实填写。"]],
        "1.常营西": sheet(1, "常营西"),
        "常营南村委": sheet(2, "常营南"),
        "前河": sheet(3, "前河"),
    }
    rows = take(workbook(tmp_path, sheets), CHANGYING)
    assert places(rows) == ["201", "201", "202", "202", "206", "206"]
    assert column(rows, "members") == [12, 8] * 3
    assert not any(codes(row) for row in rows)


def test_a_county_desk_reads_townships_by_their_short_names(tmp_path: Path) -> None:
    lines = [
        ["上蔡县社区社会组织台账"],
        ["乡镇（街道）", "村（社区）", "组织名称", "负责人", "电话"],
        ["洙湖", "苏庄", "苏庄老年协会", "王练习", mobile(1)],
        ["", "袁庄村", "袁庄鼓队", "李练习", mobile(2)],
        ["洙湖镇", "洙湖", "洙湖诗社", "赵练习", mobile(3)],
    ]
    rows = take(workbook(tmp_path, {"Sheet1": lines}, {"Sheet1": ["A3:A4"]}), "411722")
    assert places(rows) == ["202", "203", "200"]
    assert [row.township for row in rows] == [ZHUHU] * 3


def test_words_that_only_one_office_uses(tmp_path: Path) -> None:
    lines = [
        [
            "社区",
            "队名",
            "带队人",
            "带队人手机号码",
            "多少人",
            "党员几人",
            "平时在哪活动",
            "属于哪一类",
            "什么时候成立的",
            "主要干什么",
        ],
        [
            "花洲街道前进街",
            "前进街秧歌队",
            "王练习",
            mobile(1),
            "20",
            "3",
            "广场",
            "文体类",
            "2018年",
            "扭秧歌",
        ],
        [
            "花洲街道小东关",
            "小东关锣鼓队",
            "李练习",
            mobile(2),
            "12",
            "0",
            "庙前",
            "文艺",
            "2016年8月",
            "敲锣打鼓",
        ],
    ]
    rows = take(workbook(tmp_path, {"Sheet1": lines}), HUAZHOU)
    assert column(rows, "name", "leader", "phone") == [
        ("前进街秧歌队", "王练习", mobile(1)),
        ("小东关锣鼓队", "李练习", mobile(2)),
    ]
    assert column(rows, "members", "party_members", "venue", "founded") == [
        (20, 3, "广场", "2018"),
        (12, 0, "庙前", "2016-08"),
    ]
    assert column(rows, "category") == ["文体活动类", "文体活动类"]
    assert column(rows, "scope") == ["扭秧歌", "敲锣打鼓"]
    assert places(rows) == ["001", "005"]


def test_a_total_line_between_villages_and_names_that_hold_words_of_totals(tmp_path: Path) -> None:
    lines = [
        ["所在村", "组织名称", "负责人", "电话", "人数", "备注"],
        ["北街村", "总计划生育协会", "王练习", mobile(1), 12, ""],
        ["北街村", "共享厨房互助队", "李练习", mobile(2), 9, "合计2个"],
        ["北街村小计", "2个", "", "", 21, ""],
        ["东街村", "备注书屋读书会", "赵练习", mobile(3), 6, ""],
        ["东街村 合计 1 个", "", "", "", 6, ""],
        ["全镇总计", 3, "", "", 27, ""],
        ["注：以上数据截至2023年底", "", "", "", "", ""],
    ]
    rows = take(workbook(tmp_path, {"表": lines}), ZHONGTOU)
    assert column(rows, "name") == ["总计划生育协会", "共享厨房互助队", "备注书屋读书会"]
    assert places(rows) == ["201", "201", "202"]


def test_the_date_cells_of_wps_and_one_leader_for_several_teams(tmp_path: Path) -> None:
    lines = [
        ["社区", "负责人", "身份证号", "联系电话", "组织名称", "成立时间"],
        ["安康社区", "王练习", id_number(1), mobile(1), "安康太极队", datetime.date(2019, 3, 1)],
        ["", "", "", "", "安康扇子队", datetime.datetime(2020, 4, 2)],
        ["", "", "", "", "安康柔力球队", "2021年"],
        ["西关社区", "李练习", id_number(2), mobile(2), "西关书画社", ""],
    ]
    merges = [f"{c}2:{c}4" for c in "ABCD"]
    rows = take(workbook(tmp_path, {"表": lines}, {"表": merges}), CHENGGUAN)
    assert (
        column(rows, "leader", "leader_id", "phone")[:3]
        == [("王练习", id_number(1), mobile(1))] * 3
    )
    assert column(rows, "founded") == ["2019-03-01", "2020-04-02", "2021", ""]
    assert len(came(rows)) == 4 and places(rows) == ["001", "001", "001", "004"]


def test_no_community_column_but_a_heading_of_its_own_over_villages(tmp_path: Path) -> None:
    lines = [
        ["序号", "上报点", "团队", "联系人", "手机", "规模", "星级"],
        [1, "马楼村", "马楼秧歌队", "王练习", mobile(1), "15人", "三星"],
        [2, "吴楼村", "吴楼秧歌队", "李练习", mobile(2), "20", "二星"],
        [3, "后杨村委会", "后杨秧歌队", "赵练习", mobile(3), "9", "三星"],
        [4, "前秦村", "前秦秧歌队", "孙练习", mobile(4), "11", ""],
    ]
    rows = take(workbook(tmp_path, {"星级": lines}), MALOU)
    assert places(rows) == ["201", "203", "207", "208"]
    assert column(rows, "name", "contact", "phone")[0] == ("马楼秧歌队", "王练习", mobile(1))


def test_units_row_and_numbers_of_columns_under_the_heading(tmp_path: Path) -> None:
    lines = [
        ["社区社会组织情况统计表", "", "", "", "", ""],
        ["填报单位：车站街道", "", "", "", "", "单位：人、元"],
        ["序号", "社区", "社会组织名称", "负责人及联系电话", "", "活动经费（万元）"],
        ["", "", "", "姓名", "电话", ""],
        ["甲", "乙", "1", "2", "3", "4"],
        [1, "车站社区", "车站便民队", "王练习", mobile(1), 0.5],
        [2, "建北", "建北乐队", "李练习", mobile(2), "1.2万元"],
    ]
    merges = ["A1:F1", "D3:E3", "A3:A4", "B3:B4", "C3:C4", "F3:F4"]
    rows = take(workbook(tmp_path, {"表": lines}, {"表": merges}), CHEZHAN)
    assert column(rows, "name", "leader", "phone") == [
        ("车站便民队", "王练习", mobile(1)),
        ("建北乐队", "李练习", mobile(2)),
    ]
    assert column(rows, "funds") == [500_000, 1_200_000]


def test_leader_and_phone_in_one_cell_loses_nothing(tmp_path: Path) -> None:
    lines = [
        ["村（社区）", "组织名称", "负责人及电话", "成员数"],
        ["马楼村", "马楼诗社", f"王练习 {mobile(1)}", 9],
        ["吴楼村", "吴楼诗社", f"李练习（{mobile(2)}）", 8],
        ["后杨村", "后杨诗社", f"赵练习{mobile(3)}", 7],
        ["前秦村", "前秦诗社", "孙练习", 6],
    ]
    rows = take(workbook(tmp_path, {"表": lines}), MALOU)
    assert column(rows, "leader", "phone") == [
        ("王练习", mobile(1)),
        ("李练习", mobile(2)),
        ("赵练习", mobile(3)),
        ("孙练习", ""),
    ]


def test_a_ledger_named_only_by_its_file_and_a_stray_note_between_rows(tmp_path: Path) -> None:
    lines = [
        ["组织名称", "负责人", "联系电话", "是否登记"],
        ["歌友会", "王练习", mobile(1), "否"],
        ["以下为新成立", "", "", ""],
        ["读书会", "李练习", mobile(2), "否"],
        ["", "", "", ""],
        ["", "", "", ""],
        ["棋友会", "赵练习", mobile(3), "否"],
    ]
    rows = take(
        workbook(tmp_path, {"Sheet1": lines}, name="天元社区社会组织台账（2024）.xlsx"), CHEZHAN
    )
    assert column(rows, "name") == ["歌友会", "读书会", "棋友会"]
    assert places(rows) == ["010"] * 3


def test_a_tick_in_the_column_of_a_category(tmp_path: Path) -> None:
    lines = [
        ["序号", "村", "组织名称", "类别", "", "", "负责人", "电话"],
        ["", "", "", "生活服务", "公益慈善", "文体活动", "", ""],
        [1, "苏庄", "苏庄鼓队", "", "", "√", "王练习", mobile(1)],
        [2, "苏庄", "苏庄助餐", "✓", "", "", "李练习", mobile(2)],
        [3, "袁庄", "袁庄爱心队", "", "1", "", "赵练习", mobile(3)],
    ]
    rows = take(workbook(tmp_path, {"表": lines}, {"表": ["D1:F1"]}), ZHUHU)
    assert column(rows, "category") == ["文体活动类", "生活服务类", "公益慈善类"]
    assert len(rows) == 3 and not any(codes(row) for row in rows)


def test_one_organization_over_two_rows_with_two_leaders(tmp_path: Path) -> None:
    lines = [
        ["村名", "组织名称", "负责人", "电话", "人数"],
        ["苏庄", "苏庄和合理事会", "王练习", mobile(1), 12],
        ["", "", "李练习", mobile(2), ""],
        ["袁庄", "袁庄理事会", "赵练习", mobile(3), 9],
    ]
    rows = take(workbook(tmp_path, {"表": lines}, {"表": ["A2:A3", "B2:B3", "E2:E3"]}), ZHUHU)
    assert column(rows, "leader", "phone", "members") == [
        ("王练习、李练习", f"{mobile(1)}、{mobile(2)}", 12),
        ("赵练习", mobile(3), 9),
    ]


def test_remarks_inside_the_cells(tmp_path: Path) -> None:
    lines = [
        ["村名", "组织名称", "负责人", "身份证号", "联系电话", "成立时间", "人数"],
        [
            "苏庄",
            "甲队",
            "王练习",
            f"身份证：{id_number(1)}",
            f"{mobile(1)}（微信同号）",
            "2019年3月5日成立",
            "20人（其中女15人）",
        ],
        ["苏庄", "乙队", "李练习", f"{id_number(2)} ", "手机：138 0000 0002", "2019年春", "男5女8"],
        ["苏庄", "丙队", "赵练习", "无", "0396-5550123转801", "2020年上半年", "二十余人"],
    ]
    rows = take(workbook(tmp_path, {"表": lines}), ZHUHU)
    assert column(rows, "leader_id") == [id_number(1), id_number(2), ""]
    assert column(rows, "phone") == [mobile(1), mobile(2), "0396-5550123-801"]
    assert column(rows, "founded", "members") == [("2019-03-05", 20), ("2019", 13), ("2020", "")]
    assert [codes(row) for row in rows] == [set(), set(), {"number_approximate"}]


def test_cards_one_below_the_other_and_one_a_sheet(tmp_path: Path) -> None:
    def card(village: str, team: str, number: int) -> list[list[object]]:
        return [
            ["社区社会组织登记卡"],
            ["组织名称", team, "负责人", f"练习{number}"],
            ["所在村", village, "联系电话", mobile(number)],
            ["成员数", 10 + number, "成立时间", "2020年"],
            ["本人签字：", "", "审核人：", ""],
            [],
        ]

    sheets = {
        "卡片": [*card("苏庄村", "苏庄鼓队", 1), *card("袁庄村", "袁庄鼓队", 2)],
        "樊庄秧歌队": card("樊庄", "樊庄秧歌队", 3),
    }
    rows = take(workbook(tmp_path, sheets), ZHUHU)
    assert column(rows, "name", "leader", "phone", "members") == [
        ("苏庄鼓队", "练习1", mobile(1), 11),
        ("袁庄鼓队", "练习2", mobile(2), 12),
        ("樊庄秧歌队", "练习3", mobile(3), 13),
    ]
    assert places(rows) == ["202", "203", "206"]
    assert [row.where for row in rows] == ["卡片!2", "卡片!8", "樊庄秧歌队!2"]


def test_a_row_of_instructions_and_columns_that_say_the_same_field_twice(tmp_path: Path) -> None:
    lines = [
        [
            "序号",
            "村",
            "组织名称",
            "负责人",
            "联系电话",
            "联系人",
            "联系电话",
            "备案文号",
            "备注",
            "其他说明",
        ],
        [
            "填写要求",
            "填村名",
            "填全称",
            "填姓名",
            "填手机",
            "填姓名",
            "填手机",
            "如：洙社备1号",
            "",
            "",
        ],
        [
            1,
            "苏庄",
            "“夕阳红”艺术团",
            "王练习",
            mobile(1),
            "李练习",
            mobile(2),
            "无",
            "无",
            "有乐器",
        ],
        [
            2,
            "苏庄",
            '"夕阳红"艺术团',
            "王练习",
            mobile(1),
            "王练习",
            mobile(1),
            "未备案",
            "甲",
            "乙",
        ],
        [3, "袁庄", "袁庄鼓队", "赵练习", mobile(3), "", "", "已备案", "", ""],
    ]
    rows = take(workbook(tmp_path, {"表": lines}), ZHUHU)
    assert column(rows, "phone") == [mobile(1), mobile(1), mobile(3)]
    assert column(rows, "note") == ["有乐器", "甲；乙", ""]
    assert column(rows, "filing_number") == ["", "", ""]
    assert [codes(row) for row in rows] == [
        set(),
        {"duplicate_candidate"},
        {"filing_number_invalid"},
    ]


def test_headings_about_somebody_else_fill_no_field(tmp_path: Path) -> None:
    lines = [
        [
            "村",
            "组织名称",
            "负责人",
            "女性人数",
            "村支书电话",
            "社区类型",
            "党支部成立时间",
            "备案申请日期",
            "活动次数",
        ],
        ["苏庄", "甲队", "王练习", 8, mobile(9), "农村", "2001年", "2020-01-01", 12],
        ["袁庄", "乙队", "李练习", 5, mobile(8), "农村", "2002年", "2020-01-02", 3],
        ["樊庄", "丙队", "赵练习", 5, "5550123", "农村", "2002年", "2020-01-02", 3],
    ]
    rows = take(workbook(tmp_path, {"表": lines}), ZHUHU)
    strange = {
        "phone",
        "members",
        "party_members",
        "category",
        "founded",
        "filing_date",
        "venue",
        "scope",
    }
    assert not any(strange & row.values.keys() or codes(row) for row in rows)
