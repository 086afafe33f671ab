"""Contents of attachments: sealed, stored once, never lost while a record or a backup names them."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.progress import Silent
from cso_desk.records import Attachment
from cso_desk.store import (
    Desk,
    check,
    create_desk,
    list_backups,
    listed,
    make_backup,
    prove_backup,
    restore_backup,
    revert,
)
from cso_desk.store import attachments as contents
from cso_desk.store import folder as places

from .conftest import PASSWORD, USER, reopen

SCAN = b"%PDF-1.4 " + bytes(range(256)) * 40


def attach(desk: Desk, content: bytes = SCAN) -> tuple[str, int]:
    """Add one attachment row with its content; return its digest and the operation."""
    with desk.operation("添加附件") as op:
        digest = contents.keep(desk, content)
        op.add(
            Attachment(
                record_table="organization",
                record="x",
                title="扫描件",
                digest=digest,
                media_type="application/pdf",
                octets=len(content),
            )
        )
        op.session.flush()
        return digest, op.n


def restored(desk: Desk, file: Path, clock: FixedClock) -> Desk:
    desk.close()
    return restore_backup(desk.folder, file, user=USER, password=PASSWORD, clock=clock)


def test_a_content_is_sealed_named_by_its_digest_and_stored_once(desk: Desk) -> None:
    digest, _ = attach(desk)
    assert digest == hashlib.sha256(SCAN).hexdigest()
    file = desk.folder / "attachments" / digest[:2] / digest
    written = file.stat().st_mtime_ns
    assert SCAN[:64] not in file.read_bytes()
    assert contents.keep(desk, SCAN) == digest
    assert [one.name for one in contents.files_in(desk.folder)] == [digest]
    assert file.stat().st_mtime_ns == written
    assert contents.read(desk, digest) == SCAN and contents.is_here(desk, digest)


def test_another_desks_key_opens_nothing(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    digest, _ = attach(desk)
    other, _ = create_desk(
        tmp_path / "other", user=USER, password=PASSWORD, clock=clock, scrypt_n=16
    )
    with other:
        shutil.copytree(desk.folder / "attachments", other.folder / "attachments")
        with pytest.raises(Trouble, match="已损坏"):
            contents.read(other, digest)


def test_a_missing_and_a_damaged_file_are_told(desk: Desk) -> None:
    digest, _ = attach(desk)
    file = contents.place_of(desk.folder, digest)
    whole = file.read_bytes()
    for bad in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:20], b"", b"x" * len(whole)):
        file.write_bytes(bad)
        with pytest.raises(Trouble) as trouble:
            contents.read(desk, digest)
        assert trouble.value.code == "ATTACHMENT_DAMAGED"
    assert check(desk) == []
    assert check(desk, deep=True) == [
        "有 1 个附件的文件找不到或已损坏，请从备份还原，或用原件重新添加。"
    ]
    file.unlink()
    with pytest.raises(Trouble) as trouble:
        contents.read(desk, digest)
    assert trouble.value.code == "ATTACHMENT_MISSING" and not contents.is_here(desk, digest)
    assert contents.keep(desk, SCAN) == digest and check(desk, deep=True) == []


@pytest.mark.parametrize("name", ["", "../../desk.db", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_digest_from_elsewhere_leads_out_of_no_folder(desk: Desk, name: str) -> None:
    with pytest.raises(Trouble, match="不在本机"):
        contents.read(desk, name)
    assert not contents.is_here(desk, name)
    with pytest.raises(ValueError, match="digest"):
        contents.place_of(desk.folder, name)


def test_a_cut_between_file_and_row_leaves_what_a_sweep_takes(
    desk: Desk, clock: FixedClock
) -> None:
    kept, _ = attach(desk)

    class Cut(BaseException):
        pass

    with pytest.raises(Cut), desk.operation("添加附件"):
        orphan = contents.keep(desk, b"%PDF-1.4 nobody's")
        raise Cut
    part = contents.place_of(desk.folder, orphan).with_name(f"{'a' * 64}.part")
    part.write_bytes(b"half")
    desk.close()
    with reopen(desk.folder, clock) as again:
        assert contents.is_here(again, orphan)
        assert contents.sweep(again) == 2
        assert not contents.is_here(again, orphan) and not part.exists()
        assert contents.read(again, kept) == SCAN and contents.sweep(again) == 0


def test_a_removed_attachment_keeps_its_content_for_the_undo(desk: Desk) -> None:
    digest, _ = attach(desk)
    with desk.operation("移除附件") as op:
        op.remove(listed(op.session, Attachment)[0])
        removal = op.n
    assert contents.sweep(desk) == 0
    with desk.operation("还原", undoes=removal) as op:
        revert(op, removal)
    with desk.read() as session:
        assert [one.digest for one in listed(session, Attachment)] == [digest]
    assert contents.read(desk, digest) == SCAN


def test_a_full_disk_leaves_no_row_and_no_half_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Trouble) as trouble:
        attach(desk)
    assert trouble.value.code == "DISK_FULL"
    monkeypatch.undo()
    assert not list(contents.files_in(desk.folder, parts=True))
    with desk.read() as session:
        assert not listed(session, Attachment)


def test_backups_hold_what_their_database_names_once(desk: Desk, clock: FixedClock) -> None:
    digest, _ = attach(desk)
    first = make_backup(desk, "手动备份", Silent())
    assert (first.attachments, first.lacks) == (1, 0)
    copy = contents.place_of(desk.folder / places.BACKUPS, digest)
    written = copy.stat().st_mtime_ns
    clock.advance(60)
    second, _ = attach(desk, SCAN + b"2")
    later = make_backup(desk, "手动备份", Silent())
    assert (later.attachments, later.lacks) == (2, 0) and copy.stat().st_mtime_ns == written
    assert {one.name for one in contents.files_in(copy.parents[2])} == {digest, second}
    assert list_backups(desk.folder) == [later, first]
    assert prove_backup(desk, later.file) == later


def test_proving_opens_every_copy_mends_it_and_tells_what_is_lost(desk: Desk) -> None:
    digest, _ = attach(desk)
    made = make_backup(desk, "手动备份", Silent())
    copy = contents.place_of(made.file.parent, digest)
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-1])
    assert prove_backup(desk, made.file).lacks == 0 and copy.read_bytes() == whole
    copy.unlink()
    contents.place_of(desk.folder, digest).unlink()
    proven = prove_backup(desk, made.file)
    assert (proven.proven, proven.lacks) == (True, 1)
    assert list_backups(desk.folder)[0].lacks == 1


def test_a_backup_is_made_and_says_so_when_a_content_is_lost(desk: Desk) -> None:
    digest, _ = attach(desk)
    contents.place_of(desk.folder, digest).unlink()
    made = make_backup(desk, "手动备份", Silent())
    assert (made.proven, made.attachments, made.lacks) == (True, 1, 1)


def test_a_lost_file_is_fetched_from_beside_the_backups(desk: Desk) -> None:
    digest, _ = attach(desk)
    make_backup(desk, "手动备份", Silent())
    file = contents.place_of(desk.folder, digest)
    file.unlink()
    assert contents.is_here(desk, digest) and contents.read(desk, digest) == SCAN
    assert file.exists() and check(desk, deep=True) == []


def test_a_restore_on_another_computer_brings_the_attachments(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    digest, _ = attach(desk)
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "U盘")
    folder = tmp_path / "new computer"
    desk.close()
    with restore_backup(folder, made.file, user=USER, password=PASSWORD, clock=clock) as again:
        assert contents.read(again, digest) == SCAN and check(again, deep=True) == []
        assert again.get_setting("restored")["attachments_lost"] == 0


def test_a_restore_keeps_the_contents_of_the_present_that_was_kept_aside(
    desk: Desk, clock: FixedClock
) -> None:
    old, _ = attach(desk)
    made = make_backup(desk, "手动备份", Silent())
    new, _ = attach(desk, SCAN + b"new")
    contents.place_of(desk.folder, old).unlink()
    with restored(desk, made.file, clock) as again:
        assert contents.read(again, old) == SCAN
        assert contents.sweep(again) == 1
        assert contents.is_whole(contents.place_of(again.folder / places.BACKUPS, new), again.key)


def test_a_restore_without_a_content_says_how_many_are_lost(
    desk: Desk, clock: FixedClock, tmp_path: Path
) -> None:
    attach(desk)
    made = make_backup(desk, "副本", Silent(), into=tmp_path / "stick")
    shutil.rmtree(tmp_path / "stick" / "attachments")
    folder = tmp_path / "other"
    desk.close()
    with restore_backup(folder, made.file, user=USER, password=PASSWORD, clock=clock) as again:
        assert again.get_setting("restored")["attachments_lost"] == 1
