"""Taking packages in: a look writes nothing, a bad package changes nothing, good ones go on."""

import shutil
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.errors import Stopped, Trouble
from cso_desk.records import Organization, QuarantinedRow, TakenPackage
from cso_desk.usecases import (
    backup,
    history,
    lists,
    receipts,
    register,
    replies,
    send_package,
    take_packages,
    units,
)


def _traces(desk):
    """Return all that a refused package must leave as it was."""
    with desk.read() as session:
        taken = [one.id for one in store.listed(session, TakenPackage)]
        hits = store.ids(session, lists.store_query(lists.Query()))
        head = store.head(session)
    files = sorted(str(one) for one in (desk.folder / "outbox").glob("*"))
    return taken, list(hits), head, files, len(backup.listed(desk))


def _states(desk):
    """Return what this desk says of each organization, for comparing two desks."""
    with desk.read() as session:
        found = store.listed(session, Organization, order="id")
        keys = ("id", "owner", "rev", "name", "phone", "community", "state", "filing_number")
        return [tuple(getattr(one, key) for key in keys) for one in found]


def test_a_look_writes_nothing_and_tells_what_would_come(town, county, stick, add, send):
    add(town)
    sent = send(town, stick)
    before = _traces(county)
    (seen,) = take_packages.look(county, [sent.file])
    assert (seen.verdict, seen.sender_name, seen.seq) == ("ok", "百泉镇", 1)
    assert (seen.added, seen.changed, seen.removed, seen.same, seen.refused) == (1, 0, 0, 0, 0)
    assert seen.check_code == sent.check_code
    assert seen.organizations == 1
    assert _traces(county) == before
    assert take_packages.take(county, [sent.file], dry_run=True).value == [seen]
    assert _traces(county) == before


def test_a_look_works_while_a_window_holds_the_desk(town, county, stick, add, send, reopened):
    add(town)
    sent = send(town, stick)
    with reopened(county.folder, write=False) as watching:
        assert take_packages.look(watching, [sent.file])[0].verdict == "ok"
        with pytest.raises(Trouble) as refused:
            take_packages.take(watching, [sent.file])
        assert refused.value.code == "READ_ONLY"


def test_what_is_taken_is_read_only_here_and_complete(town, county, stick, tmp_path, add, send):
    organization = add(town)
    register.record_old_filing(
        town, organization, "百政备〔2020〕3号", "2020-03-12", "辉县市百泉镇人民政府"
    )
    sent = send(town, stick)
    done = take_packages.take(county, [sent.file], tmp_path / "receipts", tmp_path / "papers")
    (taken,) = done.value
    assert (taken.verdict, taken.added, taken.differing) == ("ok", 2, ())
    assert ("organization", organization) in done.changes
    shown = register.show(county, organization)
    assert (shown.mine, shown.owner_name) == (False, "百泉镇")
    assert (shown.state, shown.values["filing_number"]) == ("已备案", "百政备〔2020〕3号")
    assert shown.values["phone"] == "13900001234"
    assert shown.values["leader_id"] == ""
    with pytest.raises(Trouble, match="百泉镇") as refused:
        register.save_organization(county, organization, {"phone": "13900005555"})
    assert refused.value.code == "not_owner"
    with pytest.raises(Trouble):
        register.remove(county, organization)
    assert register.show(county, organization).values["phone"] == "13900001234"


def test_the_receipts_folder_gets_one_receipt_per_package_and_nothing_else(
    town, county, stick, tmp_path, add, send
):
    from cso_desk.packages.open import peek

    add(town)
    first, second = send(town, stick / "a"), send(town, stick / "b")
    folder, papers = tmp_path / "receipts", tmp_path / "papers"
    found = take_packages.take(county, [first.file, second.file], folder, papers).value
    assert sorted(folder.iterdir()) == sorted(one.receipt for one in found)
    assert {peek(file).cover.kind for file in folder.iterdir()} == {"receipt"}
    assert {one.suffix for one in papers.iterdir()} == {".pdf"}
    assert len(list(papers.iterdir())) == 2


def test_a_package_taken_before_changes_nothing_and_gets_the_same_receipt(
    town, county, stick, tmp_path, add, send
):
    add(town)
    sent = send(town, stick)
    first = take_packages.take(county, [sent.file], tmp_path / "r1").value[0]
    before = _traces(county)
    (again,) = take_packages.take(county, [sent.file], tmp_path / "r2", tmp_path / "p").value
    assert (again.verdict, again.code, again.added) == ("duplicate", "DUPLICATE", 0)
    assert again.receipt.read_bytes() == first.receipt.read_bytes()
    assert again.paper.exists()
    assert _traces(county) == before


def test_the_same_package_twice_in_one_batch_is_taken_once(town, county, stick, add, send):
    add(town)
    sent = send(town, stick)
    copy = stick / "另一份.csopkg"
    shutil.copy(sent.file, copy)
    verdicts = [one.verdict for one in take_packages.take(county, [sent.file, copy]).value]
    assert verdicts == ["ok", "duplicate"]


def test_a_package_cut_short_is_refused(town, county, stick, add, send):
    add(town)
    file = send(town, stick).file
    file.write_bytes(file.read_bytes()[:-1000])
    before = _traces(county)
    (seen,) = take_packages.take(county, [file]).value
    assert (seen.verdict, seen.code) == ("refused", "TRUNCATED")
    assert "不完整" in seen.message
    assert _traces(county) == before


def test_one_changed_byte_anywhere_is_refused(town, county, stick, add, send):
    add(town)
    file = send(town, stick).file
    whole = file.read_bytes()
    before = _traces(county)
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        broken = bytearray(whole)
        broken[place] ^= 0x01
        file.write_bytes(broken)
        (seen,) = take_packages.take(county, [file]).value
        assert seen.verdict == "refused", place
        assert seen.code
        assert seen.message.endswith("。")
    assert _traces(county) == before
    file.write_bytes(whole)
    assert take_packages.take(county, [file]).value[0].verdict == "ok"


def test_a_package_for_another_unit_is_refused(town, enrolled, stick, add, send):
    add(town)
    sent = send(town, stick)
    other = enrolled("other")
    before = _traces(other)
    (seen,) = take_packages.take(other, [sent.file]).value
    assert (seen.verdict, seen.code) == ("refused", "NOT_FOR_ME")
    assert "辉县市" in seen.message
    assert _traces(other) == before


def test_a_package_sealed_for_another_desk_of_the_same_unit_is_refused(
    bare, county, false_county, stick, enrol_at
):
    """The same county by its code, but other keys: a false desk, or one that was set up anew."""
    town = bare("town")
    enrol_at(false_county, town)
    sent = send_package.make(town, "410782", stick).value
    (seen,) = take_packages.take(county, [sent.file]).value
    assert (seen.verdict, seen.code) == ("refused", "NOT_FOR_ME")


def test_a_sender_that_nobody_here_certified_is_refused(
    bare, county, false_county, stick, enrol_at
):
    """A township with a certificate of a false county seals for the real one."""
    from cso_desk.records import Peer
    from cso_desk.usecases import trust

    town = bare("town")
    enrol_at(false_county, town)
    real = trust.keys_of(county)
    with town.operation("伪造") as op:
        peer = op.session.get(Peer, county.unit)
        peer.sign_key, peer.seal_key = real.sign_public, real.seal_public
    sent = send_package.make(town, "410782", stick).value
    before = _traces(county)
    (seen,) = take_packages.take(county, [sent.file]).value
    assert (seen.verdict, seen.code) == ("refused", "UNKNOWN_SENDER")
    assert _traces(county) == before


def test_what_is_no_package_is_refused_in_plain_words(county, tmp_path):
    nothing, text = tmp_path / "没有.csopkg", tmp_path / "文字.csopkg"
    text.write_text("不是上报包")
    found = take_packages.take(county, [nothing, text, tmp_path]).value
    assert [one.verdict for one in found] == ["refused"] * 3
    assert found[0].code == "STICK_GONE"
    assert found[1].code in ("MALFORMED", "TRUNCATED")
    assert all(one.message.endswith("。") for one in found)


def test_in_a_batch_the_good_packages_survive_the_bad_ones(
    town, county, enrolled, stick, add, send
):
    other = enrolled("other")
    add(town)
    register.save_organization(other, None, {"name": "峪河书画社"})
    good, late = send(town, stick / "a"), send(other, stick / "b")
    broken = stick / "坏的.csopkg"
    broken.write_bytes(good.file.read_bytes()[:-1] + b"x")
    found = take_packages.take(county, [good.file, broken, late.file]).value
    assert [one.verdict for one in found] == ["ok", "refused", "ok"]
    with county.read() as session:
        assert len(store.listed(session, Organization)) == 2


def test_one_backup_is_made_before_a_batch_and_none_for_bad_packages(
    town, county, stick, add, send
):
    add(town)
    files = [send(town, stick / str(n)).file for n in range(3)]
    bad = stick / "坏的.csopkg"
    bad.write_bytes(b"x")
    take_packages.take(county, [bad])
    assert backup.listed(county) == []
    take_packages.take(county, files)
    (made,) = backup.listed(county)
    assert made.proven
    assert made.counts["organization"] == 0


def test_changes_and_removals_travel_and_both_desks_agree(town, county, stick, add, send):
    first, second = add(town), add(town, "百泉书画社")
    take_packages.take(county, [send(town, stick / "a").file])
    register.save_organization(town, first, {"phone": "13900005555", "name": "百泉朝阳舞蹈队"})
    register.remove(town, second)
    sent = send(town, stick / "b")
    (seen,) = take_packages.look(county, [sent.file])
    assert (seen.added, seen.changed, seen.removed) == (0, 1, 1)
    shown = {(one.label, one.before, one.after) for one in seen.differences}
    assert ("联系电话", "13900001234", "13900005555") in shown
    (taken,) = take_packages.take(county, [sent.file]).value
    assert taken.differing == ()
    assert _states(county) == _states(town)
    (again,) = take_packages.take(county, [send(town, stick / "c").file]).value
    assert (again.changed, again.removed, again.same, again.differing) == (0, 0, 2, ())


def test_packages_in_any_order_end_the_same_and_missing_numbers_are_named(
    town, county, stick, add, send
):
    organization = add(town)
    first = send(town, stick / "a")
    register.save_organization(town, organization, {"phone": "13900005555"})
    second = send(town, stick / "b")
    register.save_organization(town, organization, {"phone": "13900006666"})
    third = send(town, stick / "c")
    (seen,) = take_packages.take(county, [third.file]).value
    assert (seen.verdict, seen.missing_seqs) == ("ok", (1, 2))
    (late,) = take_packages.take(county, [first.file]).value
    assert (late.verdict, late.added, late.changed, late.same) == ("ok", 0, 0, 1)
    assert take_packages.take(county, [second.file]).value[0].missing_seqs == ()
    assert register.show(county, organization).values["phone"] == "13900006666"
    assert _states(county) == _states(town)


def test_a_desk_put_back_by_hand_is_a_fork_and_nothing_is_taken(
    town, county, stick, tmp_path, add, send, reopened
):
    add(town)
    take_packages.take(county, [send(town, stick / "1").file])
    town.close()
    shutil.copytree(town.folder, tmp_path / "old")
    newer, older = reopened(town.folder), reopened(tmp_path / "old")
    with newer, older:
        add(newer, "百泉一队")
        add(older, "百泉二队")
        second = send(newer, stick / "2")
        other_second, other_third = send(older, stick / "3"), send(older, stick / "4")
    assert second.seq == other_second.seq == 2
    assert take_packages.take(county, [second.file]).value[0].verdict == "ok"
    before = _traces(county)
    for sent in (other_second, other_third):
        (seen,) = take_packages.take(county, [sent.file]).value
        assert (seen.verdict, seen.code) == ("fork", "FORK")
        assert "百泉镇" in seen.message
    assert _traces(county) == before


def test_a_desk_restored_by_the_program_reports_on_under_a_new_instance(
    town, county, stick, add, send
):
    organization = add(town)
    safe = backup.make(town, "手工备份").value
    user, folder = town.user, town.folder
    take_packages.take(county, [send(town, stick / "1").file])
    town.close()
    restored = backup.restore(folder, safe.file, user, "ceshi-2026", clock=town.clock)
    with restored:
        register.save_organization(restored, organization, {"phone": "13900007777"})
        sent = send(restored, stick / "2")
        assert sent.seq == 1
        assert restored.instance != ""
    (seen,) = take_packages.take(county, [sent.file]).value
    assert (seen.verdict, seen.changed) == ("ok", 1)
    assert register.show(county, organization).values["phone"] == "13900007777"


def test_a_community_that_the_county_does_not_know_stays_open_there(town, county, stick, add, send):
    community = units.add_community(town, "新建社区", "城市").value
    placed = add(town, "新建社区棋社", community=community)
    with town.operation("去掉社区行") as op:
        op.remove(store.get(op.session, units.Unit, community))
    (seen,) = take_packages.take(county, [send(town, stick).file]).value
    assert seen.verdict == "ok"
    assert register.show(county, placed).values["community"] == ""


def test_a_community_that_the_township_added_travels_with_it(town, county, stick, add, send):
    community = units.add_community(town, "新建社区", "城市").value
    placed = add(town, "新建社区棋社", community=community)
    take_packages.take(county, [send(town, stick).file])
    assert register.show(county, placed).values["community"] == "新建社区"


def test_rows_of_a_unit_outside_the_senders_scope_go_to_quarantine(
    town, county, stick, tmp_path, add, send, monkeypatch
):
    """A township that sends another township's row: the row is refused, the rest is taken, the receipt says why."""
    from cso_desk.packages.rows import row_hash
    from cso_desk.records import unit_id
    from cso_desk.usecases.projection import Outgoing

    mine, foreign = add(town, "百泉甲队"), add(town, "百泉乙队")
    genuine = Outgoing._rows

    def forged(self, record):
        for row in genuine(self, record):
            if row["id"] == foreign:
                row = {**row, "owner": unit_id("410782102")}
                row["row_hash"] = row_hash(row)
            yield row

    monkeypatch.setattr(Outgoing, "_rows", forged)
    sent = send(town, stick)
    monkeypatch.undo()
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r", tmp_path / "p").value
    assert (taken.verdict, taken.added, taken.refused) == ("part", 1, 1)
    assert taken.differing == ("社区社会组织",)
    assert (taken.refused_rows[0].record, taken.refused_rows[0].table) == (
        "百泉乙队",
        "organization",
    )
    with county.read() as session:
        (kept,) = store.listed(session, QuarantinedRow)
        assert (kept.record, kept.code) == (foreign, "OUT_OF_SCOPE")
        assert store.get(session, Organization, foreign) is None
    told = receipts.take_receipt(town, taken.receipt).value
    assert told.refused_rows[0].record == "百泉乙队"
    assert told.refused_rows[0].remedy
    assert register.show(town, mine).sync_state == "已接收"
    assert register.show(town, foreign).sync_state == "退回修改"
    register.save_organization(town, foreign, {"note": "已核对"})
    assert register.show(town, foreign).sync_state == "未报"
    again = send(town, stick)
    assert again.rows == 1
    assert register.show(town, foreign).sync_state == "已导出待送"
    (healed,) = take_packages.take(county, [again.file], tmp_path / "again").value
    assert (healed.verdict, healed.differing) == ("ok", ())
    receipts.take_receipt(town, healed.receipt)
    assert register.show(town, foreign).sync_state == "已接收"


class StopAt:
    """A clerk who presses 停止 when a file's turn comes."""

    def __init__(self, place: int) -> None:
        self.place = place

    def step(self, done, total, text=""):
        if done == self.place and text.endswith(".csopkg"):
            raise Stopped


def test_a_stop_keeps_what_was_taken_and_lists_the_rest(town, county, stick, add, send):
    add(town)
    files = [send(town, stick / str(n)).file for n in range(3)]
    with pytest.raises(Stopped):
        take_packages.take(county, files, progress=StopAt(0))
    with county.read() as session:
        assert store.listed(session, TakenPackage) == []
    done = take_packages.take(county, files, progress=StopAt(1))
    assert [one.code for one in done.value] == ["", "STOPPED", "STOPPED"]
    assert done.changes
    with county.read() as session:
        assert len(store.listed(session, TakenPackage)) == 1


def test_what_was_received_is_listed_and_its_paper_printed_again(town, county, stick, add, send):
    add(town)
    sent = send(town, stick)
    take_packages.take(county, [sent.file])
    (line,) = replies.received(county)
    assert (line.sender_name, line.seq, line.organizations) == ("百泉镇", 1, 1)
    assert line.check_code == sent.check_code
    assert replies.receipt_paper(county, line.receipt).startswith(b"%PDF")
    with pytest.raises(Trouble):
        replies.receipt_paper(county, "nothing")


def test_taking_is_not_undone_as_if_it_were_own_work(town, county, stick, add, send):
    organization = add(town)
    take_packages.take(county, [send(town, stick).file])
    with pytest.raises(Trouble):
        history.undo_last(county)
    assert register.show(county, organization).values["name"] == "百泉夕阳红舞蹈队"


def test_a_receipt_that_cannot_be_written_is_told_and_the_package_stays_taken(
    town, county, stick, tmp_path, add, send, monkeypatch
):
    from cso_desk.packages import stick as sticks

    organization = add(town)
    sent = send(town, stick)
    monkeypatch.setattr(sticks.Disk, "free_bytes", lambda self, folder: 0)
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    assert (taken.verdict, taken.unwritten, taken.receipt) == ("ok", True, None)
    assert "空间不够" in taken.message
    monkeypatch.undo()
    assert register.show(county, organization).values["name"] == "百泉夕阳红舞蹈队"
    (again,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    assert again.receipt.exists()


def test_a_stick_is_listed_without_opening_anything(town, county, enrolled, stick, add, send):
    add(town)
    sent = send(town, stick)
    (stick / "autorun.inf").write_text("x")
    (stick / "照片.jpg").write_bytes(b"x")
    found = take_packages.scan(county, stick)
    (package,) = found.packages
    assert (package.file, package.kind_word, package.sender_name) == (sent.file, "上报", "百泉镇")
    assert package.for_me
    assert not take_packages.scan(enrolled("other"), stick).packages[0].for_me
    assert found.suspicious == ("autorun.inf",)
    assert "可疑" in found.warning
    with pytest.raises(Trouble):
        take_packages.scan(county, stick / "nowhere")


def test_who_has_not_reported_stands_first(town, county, stick, add, send):
    add(town)
    assert [(one.name, one.seq) for one in take_packages.senders(county)] == [
        ("峪河镇", 0),
        ("百泉镇", 0),
    ]
    take_packages.take(county, [send(town, stick).file])
    first, second = take_packages.senders(county)
    assert (first.name, first.packages) == ("峪河镇", 0)
    assert (second.name, second.packages, second.organizations) == ("百泉镇", 1, 1)


def test_nothing_in_clear_is_left_in_the_data_folder(town, county, stick, add, send):
    add(town)
    take_packages.take(county, [send(town, stick).file])
    for desk in (town, county):
        for file in Path(desk.folder).rglob("*"):
            if file.is_file():
                assert "夕阳红".encode() not in file.read_bytes(), file
