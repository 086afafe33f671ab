"""Slots in wording, and the records that fill them."""

from cso_desk.documents.templates import Scope, clean, read_template


def test_a_value_fills_its_slot_and_an_empty_one_leaves_a_line_or_other_words() -> None:
    template = read_template("经办人：{case.clerk:3}，{case.date|　年　月　日}{case.note}。")
    assert template.fill(Scope({})) == "经办人：＿＿＿，　年　月　日。"
    filled = {"case.clerk": "陈静", "case.date": "2026-03-12", "case.note": "（代）"}
    assert template.fill(Scope(filled)) == "经办人：陈静，2026-03-12（代）。"
    assert list(template.asked()) == ["case.clerk", "case.date", "case.note"]


def test_keys_with_dots_may_be_nested_mappings() -> None:
    assert Scope({"org": {"name": "舞蹈队", "unit": {"code": 41}}}).text("org.unit.code") == "41"
    assert Scope({"org.name": "舞蹈队"}).text("org.name") == "舞蹈队"
    assert Scope({"org": "x"}).text("org.name") == ""


def test_item_keys_begin_with_a_dot() -> None:
    scope = Scope({"name": "外"}, {"name": "内"})
    assert (scope.text(".name"), scope.text("name")) == ("内", "外")
    assert Scope({}).text(".name") == ""


def test_lists_and_mappings_are_no_text_and_texts_are_no_list() -> None:
    scope = Scope({"members": [{"name": "甲"}, "乙"], "org": {"a": "b"}, "none": None})
    assert scope.text("members") == scope.text("org") == scope.text("none") == ""
    assert scope.items("members") == [{"name": "甲"}]
    assert scope.items("org") == []


def test_names_in_a_text() -> None:
    assert Scope({"who": "王一、李二；赵三 孙四\n周五"}).names("who") == [
        "王一",
        "李二",
        "赵三",
        "孙四",
        "周五",
    ]


def test_flags() -> None:
    assert Scope({"practice": True}).flag("practice")
    assert not Scope({"practice": "否"}).flag("practice")
    assert not Scope({}).flag("practice")


def test_characters_without_a_shape_are_taken_out() -> None:
    assert clean("\ufeff王\u200b䶮\ufe00\r\n二\t三\xa0\x07") == "王䶮\n二 三"
