"""Backups are proven before they have a name; restoring keeps the present and begins a new life."""

from __future__ import annotations

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.clock import FixedClock
from cso_desk.errors import Stopped, Trouble
from cso_desk.progress import Silent
from cso_desk.records import Organization
from cso_desk.store import (
    Desk,
    Query,
    change_password,
    check,
    count,
    create_desk,
    head,
    last_proven,
    list_backups,
    make_backup,
    open_desk,
    prove_backup,
    restore_backup,
    verify_chain,
)
from cso_desk.store import backup as backups
from cso_desk.store import folder as places
from cso_desk.store.connecting import connect
from cso_desk.store.rotation import to_drop

from .conftest import PASSWORD, USER, add, reopen


def organizations(desk: Desk) -> int:
    with desk.read() as session:
        return count(session, Query(Organization))


def restore(desk: Desk, file: Path, clock: FixedClock, password: str = PASSWORD) -> Desk:
    desk.close()
    return restore_backup(desk.folder, file, user=USER, password=password, clock=clock)


def test_a_backup_is_proven_and_listed(desk: Desk, clock: FixedClock) -> None:
    add(desk)
    made = make_backup(desk, "导入前", Silent())
    assert made.file.name == "2026-11-22_093000_导入前.db"
    assert (made.proven, made.reason, made.counts["organization"]) == (True, "导入前", 1)
    with desk.read() as session:
        assert made.head == head(session)
    assert made.size == made.file.stat().st_size
    again = make_backup(desk, "导入前", Silent())
    assert again.file.name == "2026-11-22_093000_导入前(2).db"
    clock.advance(60)
    newest = make_backup(desk, "每日备份", Silent())
    assert list_backups(desk.folder) == [newest, again, made]
    assert last_proven(desk.folder) == newest
    assert prove_backup(desk, made.file) == made
    names = {file.name for file in made.file.parent.iterdir()}
    assert not [name for name in names if "part" in name or "journal" in name or "wal" in name]


def test_a_backup_goes_to_a_stick_too(desk: Desk, tmp_path: Path) -> None:
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "U盘")
    assert made.file.parent == tmp_path / "U盘"
    assert prove_backup(desk, made.file).proven
    assert list_backups(desk.folder) == []


def test_one_damaged_byte_is_seen(desk: Desk) -> None:
    add(desk)
    made = make_backup(desk, "每日备份", Silent())
    content = made.file.read_bytes()
    for place in (0, 17, len(content) // 2, len(content) - 1):
        damaged = bytearray(content)
        damaged[place] ^= 1
        made.file.write_bytes(damaged)
        (listed,) = list_backups(desk.folder)
        assert not listed.proven and listed.faults
        assert last_proven(desk.folder) is None
        with pytest.raises(Trouble, match="不能用") as trouble:
            prove_backup(desk, made.file)
        assert trouble.value.code == "BACKUP_DAMAGED"
    made.file.write_bytes(content)
    assert list_backups(desk.folder)[0].proven
    note = backups.note_of(made.file)
    note.write_bytes(note.read_bytes().replace(b'"organization":1', b'"organization":2'))
    assert not list_backups(desk.folder)[0].proven
    note.unlink()
    assert not list_backups(desk.folder)[0].proven


def test_proving_does_not_trust_the_note(desk: Desk) -> None:
    add(desk)
    made = make_backup(desk, "每日备份", Silent())
    connection = connect(made.file, desk.key)
    connection.execute("DELETE FROM organization")
    connection.close()
    note = backups._read_note(made.file)
    assert note is not None
    note["sha256"] = backups._sha256(made.file)
    note["sum"] = backups.hashlib.sha256(backups.canonical(note).encode()).hexdigest()
    backups.note_of(made.file).write_text(json.dumps(note), "utf-8")
    with pytest.raises(Trouble, match="记录数不对"):
        prove_backup(desk, made.file)


def test_a_backup_that_differs_from_the_desk_is_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(desk)
    monkeypatch.setattr(backups, "_head", lambda connection, seen=[]: seen.append(1) or str(seen))
    with pytest.raises(Trouble) as trouble:
        make_backup(desk, "每日备份", Silent())
    assert trouble.value.code == "BACKUP_FAILED"
    assert list((desk.folder / places.BACKUPS).iterdir()) == []


def test_a_stop_and_a_full_disk_leave_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient:
        def step(self, done: int, total: int, text: str = "") -> None:
            raise Stopped

    add(desk)
    with pytest.raises(Stopped):
        make_backup(desk, "每日备份", Impatient())
    full = SimpleNamespace(free=1000)
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda home: full)
    with pytest.raises(Trouble) as trouble:
        make_backup(desk, "每日备份", Silent())
    assert trouble.value.code == "DISK_FULL"
    assert list((desk.folder / places.BACKUPS).iterdir()) == []
    assert organizations(desk) == 1


def test_only_a_writer_makes_backups_and_not_inside_an_operation(
    desk: Desk, clock: FixedClock
) -> None:
    with reopen(desk.folder, clock, write=False) as reader:
        with pytest.raises(Trouble) as trouble:
            make_backup(reader, "每日备份", Silent())
        assert trouble.value.code == "READ_ONLY"
    with pytest.raises(RuntimeError), desk.operation("导入"):
        make_backup(desk, "导入前", Silent())


def test_restoring_keeps_the_present_and_begins_a_new_life(desk: Desk, clock: FixedClock) -> None:
    add(desk, "甲队")
    made = make_backup(desk, "导入前", Silent())
    instance = desk.instance
    add(desk, "乙队")
    clock.advance(3600)
    with restore(desk, made.file, clock) as restored:
        assert organizations(restored) == 1
        assert restored.instance not in ("", instance)
        assert restored.get_setting("restored")["made_at"] == made.made_at
        assert check(restored, deep=True) == []
        add(restored, "丙队")
        kept = [one for one in list_backups(desk.folder) if "还原前" in one.file.name]
        assert [(one.proven, one.reason) for one in kept] == [(False, "还原前")]
        old = connect(kept[0].file, desk.key)
        assert old.execute("SELECT name FROM organization ORDER BY n").fetchall() == [
            ("甲队",),
            ("乙队",),
        ]
        old.close()
    with reopen(desk.folder, clock) as again:
        assert organizations(again) == 2
        with again.read() as session:
            assert verify_chain(session) == []


def test_a_damaged_desk_is_restored(desk: Desk, clock: FixedClock) -> None:
    add(desk)
    made = make_backup(desk, "每日备份", Silent())
    desk.close()
    file = desk.folder / places.DATABASE
    file.write_bytes(file.read_bytes()[:5000])
    with restore_backup(
        desk.folder, made.file, user=USER, password=PASSWORD, clock=clock
    ) as restored:
        assert (organizations(restored), check(restored, deep=True)) == (1, [])


def test_restoring_on_another_computer(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    add(desk)
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "stick")
    folder = tmp_path / "new computer"
    with restore_backup(folder, made.file, user=USER, password=PASSWORD, clock=clock) as restored:
        assert organizations(restored) == 1
    with reopen(folder, clock) as again:
        assert again.unit == desk_unit(again)


def desk_unit(desk: Desk) -> str:
    with desk.read() as session:
        return session.get(Organization, 1).owner


def test_todays_password_and_that_of_the_backup_both_restore(desk: Desk, clock: FixedClock) -> None:
    made = make_backup(desk, "每日备份", Silent())
    desk.close()
    change_password(
        desk.folder, user=USER, password=PASSWORD, new_password="new secret", clock=clock
    )
    with pytest.raises(Trouble) as trouble:
        restore(desk, made.file, clock, "neither")
    assert trouble.value.code == "WRONG_PASSWORD"
    restore(desk, made.file, clock, "new secret").close()
    with open_desk(desk.folder, user=USER, password="new secret", clock=clock, write=True) as again:
        restored = restore(again, made.file, clock, PASSWORD)
    restored.close()
    reopen(desk.folder, clock).close()


def test_a_backup_of_a_lost_desk_brings_its_own_keyring(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    add(desk)
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "stick")
    folder = tmp_path / "other"
    other, _ = create_desk(folder, user=USER, password="other desk", clock=clock, scrypt_n=16)
    with pytest.raises(Trouble, match="不是这份数据的备份"):
        restore(other, made.file, clock, "other desk")
    with restore(other, made.file, clock, PASSWORD) as restored:
        assert organizations(restored) == 1
    reopen(folder, clock).close()


def test_a_refused_restore_touches_nothing(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    add(desk)
    made = make_backup(desk, "每日备份", Silent())
    with pytest.raises(Trouble) as trouble:
        restore_backup(desk.folder, made.file, user=USER, password=PASSWORD, clock=clock)
    assert trouble.value.code == "IN_USE"
    content = bytearray(made.file.read_bytes())
    content[4000] ^= 1
    made.file.write_bytes(content)
    for file in (made.file, tmp_path / "nothing.db"):
        with pytest.raises(Trouble) as trouble:
            restore(desk, file, clock)
        assert trouble.value.code == "BACKUP_DAMAGED"
    with reopen(desk.folder, clock) as again:
        assert organizations(again) == 1
    assert not (desk.folder / places.PREPARED).exists()


STEPS = [
    "还原前_2026-11-22_093000.json.part",
    "desk.db.new.part",
    "keyring.json.new.part",
    "desk.db",
    "desk.db.new",
    "keyring.json.new",
]


@pytest.mark.parametrize("cut", range(1, 7))
def test_a_restore_cut_off_anywhere_leaves_the_old_or_the_new_desk(
    desk: Desk, clock: FixedClock, cut: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        pass

    folder, password = tmp_path / "other", "other desk"
    add(desk, "甲队")
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "stick")
    other, _ = create_desk(folder, user=USER, password=password, clock=clock, scrypt_n=16)
    other.close()
    real, seen = os.replace, []

    def replace(source: Path, target: Path) -> None:
        if os.path.exists(source):
            seen.append(os.path.basename(source))
            if len(seen) == cut:
                raise Cut
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Cut):
        restore_backup(folder, made.file, user=USER, password=PASSWORD, clock=clock)
    monkeypatch.setattr(os, "replace", real)
    assert seen == STEPS[:cut]
    old = cut <= 4
    with open_desk(
        folder, user=USER, password=password if old else PASSWORD, clock=clock, write=True
    ) as again:
        assert organizations(again) == (0 if old else 1)
        assert check(again, deep=True) == []


def test_a_restore_on_another_computer_is_completed_at_the_next_start(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        pass

    made = make_backup(desk, "副本", Silent(), into=tmp_path / "stick")
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == places.DATABASE:
            raise Cut
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Cut):
        restore_backup(tmp_path / "new", made.file, user=USER, password=PASSWORD, clock=clock)
    monkeypatch.setattr(os, "replace", real)
    with reopen(tmp_path / "new", clock, write=False) as again:
        assert check(again, deep=True) == []


def test_rotation_drops_what_is_old(desk: Desk, clock: FixedClock) -> None:
    made = []
    for _ in range(12):
        made.append(make_backup(desk, "每日备份", Silent()))
        clock.advance(86400)
    kept = {backup.made_at[:10] for backup in list_backups(desk.folder)}
    assert len(kept) < 12 and made[-1].made_at[:10] in kept
    assert not backups.note_of(made[0].file).exists() or "2026-11-22" in kept


MOMENTS = st.lists(
    st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 11, 22)),
    min_size=1,
    max_size=60,
)


@given(moments=MOMENTS)
def test_rotation_keeps_days_weeks_months_and_the_newest(moments: list[datetime]) -> None:
    today = date(2026, 11, 22)
    made = {Path(f"{i}.db"): moment.isoformat() for i, moment in enumerate(moments)}
    dropped = set(to_drop(made, today))
    kept = {file: datetime.fromisoformat(made[file]) for file in made if file not in dropped}
    assert max(moments) in kept.values()
    for moment in moments:
        if today - moment.date() < timedelta(days=2):
            assert moment in kept.values()
    groups = [
        (7, lambda moment: moment.date()),
        (4, lambda moment: moment.isocalendar()[:2]),
        (12, lambda moment: (moment.year, moment.month)),
    ]
    for most, group in groups:
        wanted = sorted({group(moment) for moment in moments}, reverse=True)[:most]
        for one in wanted:
            newest = max(moment for moment in moments if group(moment) == one)
            assert newest in kept.values()
    old = [moment for moment in kept.values() if today - moment.date() >= timedelta(days=2)]
    assert len(old) <= 7 + 4 + 12
