"""person and venue: one change from the command line reaches every organization."""

from cso_desk.fields.identity import check_character

from .conftest import CommandLine

VILLAGE = "410782103001"
ID_NUMBER = "41179219560312001" + check_character("41179219560312001")
OLD, NEW = "13900000001", "13900000002"
ROOM = "百泉社区党群服务中心二楼"


def _four(town: CommandLine) -> list[str]:
    leader = {"负责人姓名": "魏领四", "负责人身份证号": ID_NUMBER, "联系电话": OLD}
    return [town.add(f"百泉第{n}舞蹈队", VILLAGE, 活动场所=ROOM, **leader) for n in range(4)]


def test_one_telephone_and_one_address_for_four(town: CommandLine) -> None:
    four = _four(town)
    (proposed,) = town.run("person", "propose")["value"]
    assert (proposed["name"], len(proposed["organizations"])) == ("魏领四", 4)
    assert town.run("person", "list")["value"] == []
    town.run("person", "propose", "--accept")
    town.run("venue", "propose", "--accept")
    done = town.run("person", "set", "魏领四", "--set", f"联系电话={NEW}")["value"]
    assert (done["organizations"], done["fields"]["phone"]) == (4, NEW)
    town.run("venue", "set", ROOM, "--set", "地址=百泉社区文化广场东侧")
    for one in four:
        fields = town.run("org", "show", one)["value"]["fields"]
        assert (fields["联系电话"], fields["活动场所"]) == (NEW, "百泉社区文化广场东侧")
        history = town.run("org", "history", one)["value"]
        assert history[1]["operation"] == "修改人员：魏领四（负责 4 个组织）"
    (person,) = town.run("person", "list", "魏领四")["value"]
    (room,) = town.run("venue", "list")["value"]
    assert (person["leads"], room["hosts"]) == (4, 4)


def test_a_person_and_a_room_are_linked_by_hand(town: CommandLine) -> None:
    for name in ("百泉合唱团", "百泉书画社"):
        town.add(name, VILLAGE)
    town.run("person", "set", "孔继任", "--new", "--set", f"联系电话={OLD}")
    linked = town.run("person", "link", "孔继任", "百泉合唱团", "百泉书画社")["value"]
    assert linked["organizations"] == 2
    settings = ("--set", "场所来源=借用", "--set", f"所在社区(村)={VILLAGE}")
    town.run("venue", "set", ROOM, "--new", *settings)
    town.run("venue", "link", ROOM, "百泉合唱团", "百泉书画社")
    fields = town.run("org", "show", "百泉书画社")["value"]["fields"]
    assert (fields["负责人姓名"], fields["联系电话"]) == ("孔继任", OLD)
    assert (fields["活动场所"], fields["场所来源"]) == (ROOM, "借用")


def test_what_is_unknown_or_bad_is_refused(town: CommandLine) -> None:
    for words in (("person", "set", "没有这人"), ("venue", "set", "没有这处")):
        assert town.run(*words, expect=1)["problems"][0]["code"] == "NO_RECORD"
    for _ in range(2):
        town.run("person", "set", "孔继任", "--new")
    answer = town.run("person", "set", "孔继任", "--set", f"联系电话={OLD}", expect=1)
    assert answer["problems"][0]["code"] == "AMBIGUOUS"
    answer = town.run("person", "set", "孔继任", "--new", "--set", "身高=170", expect=1)
    assert answer["problems"][0]["code"] == "unknown_field"
    assert len(town.run("person", "list")["value"]) == 2
