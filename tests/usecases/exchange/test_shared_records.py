"""One change of a shared person or room is in the next package: the county sees it in every organization."""

import json
import subprocess

from cso_desk.usecases import (
    people,
    receipts,
    register,
    same_persons,
    take_packages,
    trust,
    venues,
)

from .conftest import ID_NUMBER

ROOM = "百泉社区党群服务中心二楼"


def _reported(town, county, stick, send, name):
    sent = send(town, stick / name)
    taken = take_packages.take(county, [sent.file], receipts=stick / f"{name}-receipts")
    (receipt,) = (stick / f"{name}-receipts").iterdir()
    receipts.take_receipt(town, receipt)
    return sent, taken.value[0]


def _open(desk, file, folder):
    """Open a package with the tools of others."""
    folder.mkdir()
    identity = folder / "key.txt"
    identity.write_text(trust.keys_of(desk).age_identity + "\n")
    subprocess.run(["unzip", "-q", file, "-d", folder / "outer"], check=True)
    inner = folder / "inner.zip"
    command = ["age", "-d", "-i", identity, "-o", inner, folder / "outer/payload.zip.age"]
    subprocess.run(command, check=True)
    subprocess.run(["unzip", "-q", inner, "-d", folder], check=True)


def _lines(folder, table):
    text = (folder / f"bag/data/tables/{table}.jsonl").read_bytes()
    return [json.loads(line) for line in text.splitlines()]


def test_a_person_who_leads_four_and_a_room_that_hosts_eight(
    town, county, stick, tmp_path, add, send
):
    eight = [
        add(town, f"百泉第{n}书画社", venue=ROOM, leader="", leader_id="", phone="")
        for n in range(8)
    ]
    four = eight[:4]
    for one in four:
        leader = {"leader": "王测试", "leader_id": ID_NUMBER, "phone": "13900001234"}
        register.save_organization(town, one, leader)
    same_persons.accept(town, [one.key for one in same_persons.proposals(town)])
    venues.accept(town, [one.key for one in venues.proposals(town)])
    _reported(town, county, stick, send, "first")

    (person,), (room,) = people.listed(town), venues.listed(town)
    people.save_person(town, person.id, {"phone": "13900005678"})
    venues.save_venue(town, room.id, {"address": "百泉社区文化广场东侧"})
    assert {register.show(town, one).sync_state for one in eight} == {"未报"}
    sent, taken = _reported(town, county, stick, send, "second")
    assert taken.changed == 10

    _open(county, sent.file, tmp_path / "open")
    rows = {row["id"]: row for row in _lines(tmp_path / "open", "organization")}
    assert [rows[one]["phone"] for one in four] == ["13900005678"] * 4
    assert [rows[one]["venue"] for one in eight] == ["百泉社区文化广场东侧"] * 8
    assert "id_number" not in _lines(tmp_path / "open", "person")[0]
    above = [register.show(county, one).values for one in eight]
    assert [one["phone"] for one in above[:4]] == ["13900005678"] * 4
    assert {one["venue"] for one in above} == {"百泉社区文化广场东侧"}
    seen = people.show(county, person.id)
    assert (seen.mine, seen.owner_name, seen.leads) == (False, "百泉镇", 4)
    assert len(venues.show(county, room.id).hosts) == 8


def test_across_units_the_same_leader_is_only_a_hint(enrolled, county, stick, send):
    """The county has no identity numbers: name and telephone make the hint; nothing is linked or changed."""
    for name in ("town", "other"):
        desk = enrolled(name)
        values = {"name": f"{name}舞蹈队", "leader": "王测试", "phone": "13900001234"}
        register.save_organization(desk, None, values)
        _reported(desk, county, stick, send, name)
    (hint,) = same_persons.hints(county)
    assert (hint.name, hint.organizations, len(hint.units)) == ("王测试", 2, 2)
    assert same_persons.proposals(county) == []
    assert people.listed(county) == []
