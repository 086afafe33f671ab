"""Five levels: each desk reports its whole branch under its own name, and every figure opens down to its package."""

from itertools import pairwise
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.packages.children import check_proof
from cso_desk.packages.refusals import Refusal
from cso_desk.records import KeptCover, Organization
from cso_desk.usecases import origin, receipts, register, send_package, take_packages, trust
from tests import peer

from .conftest import PHONE, enrol_below, start

LEVELS = ("community", "town", "county", "city", "province")
CODES = ("410782103001", "410782103", "410782", "4107", "41")


@pytest.fixture
def ladder(tmp_path):
    """A community, its township, county, city and province, each enrolled at the next."""
    desks = [start(tmp_path / name, code) for name, code in zip(LEVELS, CODES, strict=True)]
    for below, above in reversed(list(pairwise(desks))):
        enrol_below(above, below)
    yield desks
    for desk in desks:
        desk.close()


def pass_up(desks, root: Path, full: bool = False) -> list:
    """Send from each desk to the next and bring the receipt back; returns what each superior said."""
    found = []
    for step, (below, above) in enumerate(pairwise(desks)):
        out = root / f"{len(list(root.iterdir()))}-{step}"
        sent = send_package.make(below, None, out, full=full).value
        (taken,) = take_packages.take(above, [sent.file], out / "answers").value
        assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ()), taken
        answer = receipts.take_receipt(below, taken.receipt).value
        assert answer.differing == ()
        found.append((sent, taken))
    return found


def organization(desk, record: str) -> Organization:
    with desk.read() as session:
        return store.get(session, Organization, record)


def test_an_organization_of_a_village_reaches_the_province_and_opens_down_to_it(ladder, stick, add):
    village, town, county, city, province = ladder
    one, other = add(village), add(town, "百泉书画社")
    passed = pass_up(ladder, stick)
    assert [taken.organizations for _, taken in passed] == [1, 2, 2, 2]
    assert organization(province, one).owner == village.unit
    way = origin.of(province, "organization", one)
    assert (way.owner, way.whole) == (village.unit, True)
    assert [step.unit for step in way.steps] == [d.unit for d in (city, county, town, village)]
    sent = [info for info, _ in passed]
    assert [step.package for step in way.steps] == [info.id for info in reversed(sent)]
    assert [step.check_code for step in way.steps] == [i.check_code for i in reversed(sent)]
    shorter = origin.of(province, "organization", other)
    assert [step.unit for step in shorter.steps] == [d.unit for d in (city, county, town)]
    assert shorter.whole
    at_home = origin.of(town, "organization", other)
    assert (at_home.steps, at_home.whole, at_home.owner) == ((), True, town.unit)
    with pytest.raises(Trouble, match="找不到"):
        origin.of(town, "organization", "none")


def test_telephones_stop_at_the_county_and_identity_numbers_at_home(ladder, stick, add):
    one = add(ladder[0])
    pass_up(ladder, stick)
    seen = [organization(desk, one) for desk in ladder]
    assert [bool(row.leader_id) for row in seen] == [True, False, False, False, False]
    assert [row.phone for row in seen] == [PHONE, PHONE, PHONE, None, None]
    kept = send_package.preview(ladder[2]).kept_below
    assert "联系电话" in kept and "身份证号" in kept


def test_changes_and_removals_pass_all_levels(ladder, stick, add):
    one, other = add(ladder[0]), add(ladder[0], "百泉书画社")
    pass_up(ladder, stick)
    register.save_organization(ladder[0], one, {"name": "百泉晨练队"})
    register.remove(ladder[0], other)
    passed = pass_up(ladder, stick)
    assert [(sent.full, sent.rows) for sent, _ in passed] == [(False, 2)] * 4
    for desk in ladder:
        assert organization(desk, one).name == "百泉晨练队"
        assert organization(desk, other) is None
    way = origin.of(ladder[-1], "organization", one)
    assert [step.seq for step in way.steps] == [2, 2, 2, 2]
    assert way.whole


def test_the_independent_reader_agrees_about_the_levels(ladder, stick, add, tmp_path):
    add(ladder[0])
    *_, (sent, _) = pass_up(ladder, stick)
    key = tmp_path / "key.txt"
    key.write_text(trust.keys_of(ladder[-1]).age_identity + "\n")
    trusted = {trust.keys_of(ladder[-1]).fingerprint}
    found = peer.read_package(sent.file.read_bytes(), key, ladder[-1].unit, trusted)
    assert {one["from"] for one in found["below"].values()} == {d.unit for d in ladder[:3]}
    (row,) = found["tables"]["organization"]
    assert row["src_pkg"] in found["cover"]["contains"]


def test_a_forged_cover_of_a_child_is_seen(ladder, stick, add):
    one = add(ladder[0])
    pass_up(ladder[:3], stick)
    county = ladder[2]
    child = origin.of(county, "organization", one).steps[-1].package
    with county.operation("改动") as op:
        kept = op.session.get(KeptCover, child)
        kept.cover = kept.cover.replace(b'"app":"CSO', b'"app":"CSQ')
    way = origin.of(county, "organization", one)
    assert [step.proved for step in way.steps] == [True, False]
    assert not way.whole and way.steps[-1].why


@pytest.mark.parametrize("part", ["cover", "signature", "chain", "tagmanifest", "manifest"])
def test_no_part_of_a_proof_can_be_changed(town, county, stick, add, send, part):
    add(town)
    sent = send(town, stick)
    take_packages.take(county, [sent.file])
    with county.read() as session:
        kept, _ = origin.children(session)
    proof = kept[sent.id]
    trusted = {trust.keys_of(county).fingerprint}
    assert check_proof(proof, trusted).id == sent.id
    raw = getattr(proof, part)
    middle = len(raw) // 2
    spoilt = {**vars(proof), part: raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]}
    with pytest.raises(Refusal):
        check_proof(type(proof)(**spoilt), trusted)
    with pytest.raises(Refusal):
        check_proof(proof, {"0" * 32})


def test_a_directly_administered_city_reports_past_the_city_level(tmp_path, stick, add):
    with start(tmp_path / "jiyuan", "419001") as jiyuan, start(tmp_path / "p", "41") as province:
        enrol_below(province, jiyuan)
        one = register.save_organization(jiyuan, None, {"name": "济源示例合唱团"}).value
        pass_up([jiyuan, province], stick)
        assert organization(province, one).owner == jiyuan.unit
        assert origin.of(province, "organization", one).whole
