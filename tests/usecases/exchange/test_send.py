"""Making a package: it lies on the stick whole and is remembered, or nothing has happened."""

import errno
import hashlib
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.errors import Stopped, Trouble
from cso_desk.packages import stick as sticks
from cso_desk.policy import default_pack
from cso_desk.records import SentPackage, fields_of
from cso_desk.usecases import mailing, opening, projection, register, send_package, trust
from cso_desk.usecases.exchange_words import RECORDS, TABLES


def _sent(desk):
    with desk.read() as session:
        return store.listed(session, SentPackage)


def _opened(desk, file: Path, folder: Path) -> Path:
    """Open a package with the tools of others and return its bag."""
    folder.mkdir()
    identity = folder / "key.txt"
    identity.write_text(trust.keys_of(desk).age_identity + "\n")
    subprocess.run(["unzip", "-q", file, "-d", folder / "outer"], check=True)
    subprocess.run(
        ["age", "-d", "-i", identity, "-o", folder / "inner.zip", folder / "outer/payload.zip.age"],
        check=True,
    )
    subprocess.run(["unzip", "-q", folder / "inner.zip", "-d", folder], check=True)
    return folder / "bag"


def test_before_enrolment_no_package_is_made(bare, tmp_path):
    town = bare("town")
    for to in (None, "410782"):
        with pytest.raises(Trouble) as refused:
            send_package.make(town, to, tmp_path / "stick")
        assert refused.value.code == "NOT_ENROLLED"
    with pytest.raises(Trouble) as refused:
        send_package.preview(town)
    assert refused.value.code == "NOT_ENROLLED"
    assert not (tmp_path / "stick").exists()
    assert _sent(town) == []


def test_a_report_goes_up_never_down(bare, tmp_path, stick, enrol_at):
    town, county = bare("town"), bare("county")
    unit = opening.NewUnit("4107", "新乡市", "city")
    with opening.start_desk(tmp_path / "city", unit, "甲", "ceshi-2026").desk as city:
        enrol_at(city, county)
        enrol_at(county, town)
    with pytest.raises(Trouble, match="下级单位") as refused:
        send_package.make(county, "410782103", stick)
    assert refused.value.code == "OUT_OF_SCOPE"


def test_another_unit_than_the_superior_is_not_enrolled(town, stick):
    with pytest.raises(Trouble, match="新乡市") as refused:
        send_package.make(town, "4107", stick)
    assert refused.value.code == "NOT_ENROLLED"


def test_the_folder_holds_exactly_one_file_and_the_slip_lies_where_it_was_wanted(
    town, stick, tmp_path, add, send
):
    add(town)
    sent = send(town, stick, tmp_path / "papers" / "报送单.pdf")
    assert list(stick.iterdir()) == [sent.file]
    assert sent.file.name == "辉县市_百泉镇_上报_2026-11-22_0001.csopkg"
    assert (sent.seq, sent.organizations, sent.rows) == (1, 1, 1)
    text = subprocess.run(
        ["pdftotext", "-layout", sent.slip, "-"], capture_output=True, check=True
    ).stdout.decode()
    assert text.count("社区社会组织数据报送单") == 2
    assert sent.check_code.replace("-", "") in "".join(text.split())
    assert "辉县市民政局" in text


def test_the_preview_counts_what_would_go_and_names_what_stays(town, stick, add, send):
    add(town)
    shown = send_package.preview(town)
    assert (shown.to_name, shown.seq, shown.organizations) == ("辉县市", 1, 1)
    assert shown.tables[0].label == "社区社会组织"
    assert shown.kept_below == ("负责人身份证号", "身份证号", "捐赠人联系方式")
    send(town, stick)
    assert (send_package.preview(town).seq, send_package.preview(town).underway) == (2, 1)


def test_identity_numbers_stay_below_and_phones_travel(town, county, stick, tmp_path, add, send):
    organization = add(town)
    member = {"name": "李测试", "id_number": "410191195603120075", "phone": "13900009999"}
    register.save_member(town, organization, None, member)
    sent = send(town, stick)
    bag = _opened(county, sent.file, tmp_path / "open")
    for file in bag.rglob("*"):
        if file.suffix != ".xlsx" and file.is_file():
            assert b"410191195603120075" not in file.read_bytes(), file
    with zipfile.ZipFile(bag / "data/摘要.xlsx") as book:
        for name in book.namelist():
            assert b"410191195603120075" not in book.read(name)
            assert b"13900001234" not in book.read(name)
    (row,) = map(json.loads, (bag / "data/tables/organization.jsonl").read_bytes().splitlines())
    assert row["phone"] == "13900001234"
    assert "leader_id" not in row
    assert "state" not in row, "derived fields are made anew at the receiver"


def test_the_package_opens_with_the_tools_of_others(town, county, stick, tmp_path, add, send):
    for number in range(5):
        add(town, f"百泉第{number}舞蹈队")
    sent = send(town, stick)
    subprocess.run(["unzip", "-tq", sent.file], check=True, capture_output=True)
    subprocess.run(["7z", "t", sent.file], check=True, capture_output=True)
    bag = _opened(county, sent.file, tmp_path / "open")
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=bag, check=True)
    tools = Path(os.sys.executable).parent
    subprocess.run([tools / "bagit.py", "--quiet", "--validate", bag], check=True)
    outcome = subprocess.run(
        [tools / "frictionless", "validate", bag / "data/datapackage.json", "--json"],
        capture_output=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-2000:]
    _check_signature(tmp_path / "open/outer")


def test_the_summary_inside_is_for_people(town, county, stick, tmp_path, add, send):
    from openpyxl import load_workbook

    add(town, note="=1+1")
    add(town, "百泉书画社", community="")
    bag = _opened(county, send(town, stick).file, tmp_path / "open")
    text = subprocess.run(
        ["pdftotext", "-layout", bag / "data/摘要.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    for wanted in ("辉县市百泉镇人民政府", "百泉夕阳红舞蹈队", "社区待定", "共 2 个"):
        assert wanted in text
    book = load_workbook(bag / "data/摘要.xlsx")
    rows = [row for row in book.worksheets[0].values if row[0] in ("1", "2", 1, 2)]
    assert [row[1] for row in rows] == ["百泉夕阳红舞蹈队", "百泉书画社"]
    assert [row[2] for row in rows][1] == "社区待定"


def _check_signature(outer: Path) -> None:
    import base64

    certificates = json.loads((outer / "chain.json").read_bytes())
    key = base64.b64decode(json.loads(certificates[-1][0])["sign"])
    (outer / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + key)
    (outer / "signed").write_bytes(b"csopkg/1 seal\n" + (outer / "cover.json").read_bytes())
    names = ("key.der", "signed", "cover.sig")
    key_file, signed, signature = (outer / name for name in names)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", key_file]
    command += ["-rawin", "-in", signed, "-sigfile", signature]
    subprocess.run(command, check=True, capture_output=True)


def test_the_cover_tells_truly_what_travels(town, stick, add, send):
    from cso_desk.packages.open import peek

    add(town)
    sent = send(town, stick)
    cover = peek(sent.file).cover
    assert (cover.seq, cover.prev, cover.base, cover.full, cover.part, cover.parts) == (
        *(1, None, None),
        *(True, 1, 1),
    )
    assert cover.instance == town.instance
    assert (cover.profile.name, cover.profile.no) == ("upward", 4)
    assert set(cover.rows) == set(RECORDS)
    assert (cover.rows["organization"].upsert, cover.rows["organization"].delete) == (1, 0)
    with town.read() as session:
        assert cover.audit_head is not None
        assert store.head(session) != "0" * 64
    assert cover.created.startswith("2026-11-22T09:30:00")
    again = peek(send(town, stick).file).cover
    assert (again.seq, again.prev) == (2, peek(sent.file).sha256)


def test_numbers_of_a_stream_rise_by_one_and_making_is_not_reporting(town, stick, add, send):
    organization = add(town)
    assert register.show(town, organization).sync_state == "未报"
    assert [send(town, stick / str(n)).seq for n in range(3)] == [1, 2, 3]
    assert register.show(town, organization).sync_state == "已导出待送"
    register.save_organization(town, organization, {"phone": "13900005555"})
    assert register.show(town, organization).sync_state == "未报"
    assert [one.state for one in send_package.outbox(town)] == ["已导出待送"] * 3


def test_writing_again_gives_the_identical_bytes(town, stick, tmp_path, add, send):
    add(town)
    sent = send(town, stick)
    first = sent.file.read_bytes()
    sent.file.unlink()
    again = send_package.write_again(town, sent.id, tmp_path / "second").value
    assert (again.name, again.read_bytes()) == (sent.file.name, first)
    assert len(send_package.outbox(town)) == 1
    with pytest.raises(Trouble) as refused:
        send_package.write_again(town, "no such package", tmp_path)
    assert refused.value.code == "NOT_IN_OUTBOX"


def _nothing_happened(desk, stick: Path, slip: Path) -> None:
    assert _sent(desk) == []
    assert list(stick.iterdir()) == []
    assert not slip.exists()
    assert list((desk.folder / "outbox").glob("*")) == []
    with desk.read() as session:
        assert store.last_operation(session).words.startswith("新增组织")


@pytest.fixture
def remembered(town, add):
    """The town, whose last operation entered its one organization."""
    add(town)
    return town


def test_a_stick_without_room_leaves_nothing_behind(remembered, stick, tmp_path, send, monkeypatch):
    monkeypatch.setattr(sticks.Disk, "free_bytes", lambda self, folder: 20_000)
    with pytest.raises(Trouble, match="空间不够") as refused:
        send(remembered, stick, tmp_path / "slip.pdf")
    assert refused.value.code == "STICK_FULL"
    _nothing_happened(remembered, stick, tmp_path / "slip.pdf")
    monkeypatch.undo()
    assert send(remembered, stick).seq == 1


def test_a_stick_that_fails_while_writing_leaves_nothing_behind(
    remembered, stick, tmp_path, send, monkeypatch
):
    def pulled_out(self, file):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sticks.Disk, "flush", pulled_out)
    with pytest.raises(Trouble) as refused:
        send(remembered, stick, tmp_path / "slip.pdf")
    assert refused.value.code == "STICK_FAILED"
    _nothing_happened(remembered, stick, tmp_path / "slip.pdf")


def test_a_stop_leaves_nothing_behind(remembered, stick, tmp_path):
    class Impatient:
        def step(self, done, total, text=""):
            raise Stopped

    with pytest.raises(Stopped):
        send_package.make(remembered, None, stick, slip=tmp_path / "slip.pdf", progress=Impatient())
    _nothing_happened(remembered, stick, tmp_path / "slip.pdf")


def test_a_package_that_lost_its_name_only_waits_in_the_outbox(
    remembered, stick, tmp_path, send, monkeypatch
):
    """After the last check the desk keeps the package, so that its number is never given twice."""

    def refuse(self, part, target):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sticks.Disk, "replace", refuse)
    with pytest.raises(Trouble):
        send(remembered, stick)
    monkeypatch.undo()
    assert list(stick.iterdir()) == []
    (waiting,) = send_package.outbox(remembered)
    assert (waiting.seq, waiting.present) == (1, True)
    assert send_package.write_again(remembered, waiting.id, stick).value.exists()
    assert send(remembered, tmp_path / "next").seq == 2


def test_a_write_protected_stick_is_told_in_plain_words(
    remembered, stick, tmp_path, send, monkeypatch
):
    def protected(self, path):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(sticks.Disk, "create", protected)
    with pytest.raises(Trouble, match="写保护") as refused:
        send(remembered, stick, tmp_path / "slip.pdf")
    assert refused.value.code == "STICK_READ_ONLY"
    _nothing_happened(remembered, stick, tmp_path / "slip.pdf")


def test_a_place_that_is_no_folder_is_refused_first(remembered, stick, send):
    (stick / "file").write_text("x")
    with pytest.raises(Trouble, match="不是文件夹"):
        send(remembered, stick / "file")
    assert _sent(remembered) == []


def test_a_practice_desk_says_so_on_the_package(town, county, stick, add, send):
    from cso_desk.usecases import take_packages

    with town.operation("练习") as op:
        town.put_setting(op, "practice", True)
    add(town)
    sent = send(town, stick)
    assert sent.file.name.startswith("练习_")
    (seen,) = take_packages.look(county, [sent.file])
    assert seen.practice
    assert "练习" in seen.message


def test_a_character_without_a_font_does_not_stop_a_report(town, stick, add, send):
    add(town, "百泉𰻝𰻝面文化社")
    assert send(town, stick).organizations == 1


def test_every_key_of_the_profile_is_a_field_and_every_table_has_a_name():
    drop = projection.projection_of(default_pack()).drop
    for table, keys in drop.items():
        assert keys <= fields_of(RECORDS[table]).keys()
    assert set(TABLES) == set(RECORDS)


def test_the_work_folder_is_empty_afterwards(town, stick, add, send):
    add(town)
    sent = send(town, stick)
    assert list((town.folder / "work").iterdir()) == []
    kept = mailing.outbox_file(town, sent.id)
    assert hashlib.sha256(kept.read_bytes()).digest() == (
        hashlib.sha256(sent.file.read_bytes()).digest()
    )
