import errno
import hashlib
import os
from pathlib import Path

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.packages.arrivals import bring_in, find_packages
from cso_desk.packages.stick import Disk, write_to_stick
from tests.packages.forge import members, rezip

NAME = "某县_某乡_上报_2026-11-22_0001.csopkg"
PLAIN = "CSO00001.csopkg"


@pytest.fixture
def source(package, tmp_path) -> Path:
    path = tmp_path / "outbox.csopkg"
    path.write_bytes(package)
    return path


@pytest.fixture
def stick(tmp_path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def write(source, stick, **changes):
    return write_to_stick(
        source, stick, NAME, **({"plain": PLAIN, "sleep": lambda s: None} | changes)
    )


def trouble_of(source, stick, **changes) -> Trouble:
    before = {path.name: path.read_bytes() for path in stick.iterdir()} if stick.exists() else {}
    with pytest.raises(Trouble) as caught:
        write(source, stick, **changes)
    if stick.is_dir():
        assert {path.name: path.read_bytes() for path in stick.iterdir()} == before
    assert caught.value.message.endswith("。")
    return caught.value


def failing(call: str, number: int, times: int = 10**6) -> Disk:
    """A disk one of whose calls raises `number`, the first `times` times."""
    disk = Disk()
    real = getattr(disk, call)
    left = [times]

    def refuse(*arguments):
        if left[0] == 0:
            return real(*arguments)
        left[0] -= 1
        raise OSError(number, os.strerror(number))

    setattr(disk, call, refuse)
    return disk


def test_written_read_back_and_named(source, stick, package):
    written = write(source, stick)
    assert written.path == stick / NAME
    assert written.path.read_bytes() == package
    assert written.sha256 == hashlib.sha256(package).hexdigest()
    assert os.listdir(stick) == [NAME]


def test_the_file_is_on_the_medium_before_it_has_its_name_and_the_name_before_we_say_so(
    source, stick
):
    calls = []

    class Watched(Disk):
        def flush(self, file):
            super().flush(file)
            calls.append("flush")

        def reopen(self, path):
            calls.append("read back")
            return super().reopen(path)

        def replace(self, part, target):
            super().replace(part, target)
            calls.append("name")

        def flush_folder(self, folder):
            super().flush_folder(folder)
            calls.append("flush folder")

    write(source, stick, disk=Watched())
    assert calls == ["flush", "read back", "name", "flush folder"]


def test_once_more_gives_the_same_file(source, stick, package):
    assert write(source, stick).path == write(source, stick).path
    assert os.listdir(stick) == [NAME]


def test_another_file_of_that_name_is_left_alone(source, stick, package):
    (stick / NAME).write_bytes(b"another")
    first = write(source, stick)
    assert first.path.name == NAME.replace(".csopkg", "(2).csopkg")
    assert (stick / NAME).read_bytes() == b"another"
    assert write(source, stick).path == first.path


def test_a_name_that_the_stick_refuses_gives_way_to_a_plain_one(source, stick, package):
    class Ascii(Disk):
        def create(self, path):
            if not path.name.isascii():
                raise OSError(errno.EINVAL, "Invalid argument", str(path))
            return super().create(path)

    assert write(source, stick, disk=Ascii()).path.name == PLAIN
    assert os.listdir(stick) == [PLAIN]


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("create", errno.ENOSPC, "STICK_FULL"),
        ("create", errno.EROFS, "STICK_READ_ONLY"),
        ("create", errno.EACCES, "STICK_READ_ONLY"),
        ("create", errno.EIO, "STICK_FAILED"),
        ("create", errno.EINVAL, "STICK_FAILED"),
        ("flush", errno.ENOSPC, "STICK_FULL"),
        ("flush", errno.EFBIG, "STICK_FILE_TOO_BIG"),
        ("flush", errno.EIO, "STICK_FAILED"),
        ("reopen", errno.EIO, "STICK_FAILED"),
        ("replace", errno.EIO, "STICK_FAILED"),
        ("replace", errno.EACCES, "STICK_READ_ONLY"),
    ],
)
def test_whatever_refuses_is_told_and_leaves_nothing(source, stick, call, number, code):
    (stick / "台账.xlsx").write_bytes(b"mine")
    assert trouble_of(source, stick, disk=failing(call, number)).code == code


def test_no_room_is_seen_before_writing(source, stick):
    class Small(Disk):
        def free_bytes(self, folder):
            return 1024 * 1024

        def create(self, path):
            raise AssertionError("nothing may be written")

    trouble = trouble_of(source, stick, disk=Small())
    assert trouble.code == "STICK_FULL" and "MB" in trouble.message


def test_a_stick_that_is_not_there(source, tmp_path):
    assert trouble_of(source, tmp_path / "none").code == "STICK_GONE"


def test_a_stick_pulled_while_writing(source, stick):
    class Pulled(Disk):
        def flush(self, file):
            for path in stick.iterdir():
                path.unlink()
            stick.rmdir()
            raise OSError(errno.EIO, "Input/output error")

    assert trouble_of(source, stick, disk=Pulled()).code == "STICK_GONE"


def test_a_stick_that_keeps_other_bytes_than_it_was_given(source, stick):
    class Lying(Disk):
        def flush(self, file):
            file.seek(40)
            file.write(b"\0")
            super().flush(file)

    assert trouble_of(source, stick, disk=Lying()).code == "STICK_BAD_COPY"


def test_a_scanner_on_the_file_gets_time(source, stick):
    waits = []
    disk = failing("replace", errno.EACCES, times=3)
    assert write(source, stick, disk=disk, sleep=waits.append).path.name == NAME
    assert waits == [0.05, 0.1, 0.2]


def test_a_scanner_that_stays_gets_its_name(source, stick):
    disk = failing("replace", errno.EACCES, times=10)
    assert write(source, stick, disk=disk).path.name == NAME.replace(".csopkg", "(2).csopkg")


def test_a_folder_without_fsync_is_no_fault(source, stick, monkeypatch):
    real = os.fsync

    def fsync(handle):
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert write(source, stick).path.name == NAME


def test_stopping_leaves_nothing(source, stick):
    class Stop:
        def step(self, done, total, text=""):
            raise Stopped

    with pytest.raises(Stopped):
        write(source, stick, progress=Stop())
    assert os.listdir(stick) == []


def test_packages_are_found_in_their_places_once_and_nothing_else_is_opened(world, package, stick):
    other = world.sibling.make(world.county)
    ours = stick / "社会组织数据"
    deep = ours / "2026" / "更深"
    elsewhere = stick / "照片"
    for folder in (deep, elsewhere):
        folder.mkdir(parents=True)
    (stick / NAME).write_bytes(package)
    (ours / "copy.csopkg").write_bytes(package)
    (ours / "2026" / "renamed.ZIP").write_bytes(other)
    (ours / "2026" / "torn.csopkg").write_bytes(other[:-500])
    (deep / "too deep.csopkg").write_bytes(other)
    (elsewhere / "elsewhere.csopkg").write_bytes(other)
    (stick / "photos.zip").write_bytes(rezip({"a.jpg": b"jpg"}))
    (stick / "autorun.inf").write_bytes(b"[autorun]")
    (stick / "组织.lnk").write_bytes(b"L")
    (stick / "._hidden.csopkg").write_bytes(package)
    (stick / "link.csopkg").symlink_to(stick / NAME)
    (stick / "notes.txt").write_bytes(b"notes")
    found = find_packages(stick)
    assert [(arrival.path.name, arrival.refusal is None) for arrival in found.packages] == [
        (NAME, True),
        ("renamed.ZIP", True),
        ("torn.csopkg", False),
    ]
    assert found.packages[0].head.cover.from_name == "青石镇"
    assert found.packages[2].refusal.code == "TRUNCATED"
    assert found.suspicious == ["autorun.inf", "link.csopkg", "组织.lnk"]
    assert found.others == 3
    assert "3 个可疑文件：autorun.inf" in found.warning()


def test_a_clean_stick_warns_of_nothing(stick):
    found = find_packages(stick)
    assert (found.packages, found.warning()) == ([], "")


def test_a_stick_that_cannot_be_listed(tmp_path):
    with pytest.raises(Trouble) as caught:
        find_packages(tmp_path / "none")
    assert caught.value.code == "STICK_GONE"


def test_bringing_in_copies_once_and_leaves_the_stick_alone(source, tmp_path, package):
    work = tmp_path / "work"
    work.mkdir()
    first, second = bring_in(source, work), bring_in(source, work)
    assert first != second and first.read_bytes() == second.read_bytes() == package
    source.unlink()
    with pytest.raises(Trouble) as caught:
        bring_in(source, work)
    assert caught.value.code == "STICK_GONE"


def test_bringing_in_to_a_full_disk_leaves_nothing(source, tmp_path, monkeypatch):
    work = tmp_path / "work"
    work.mkdir()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(Trouble) as caught:
        bring_in(source, work)
    assert caught.value.code == "DISK_FULL"
    assert list(work.iterdir()) == []


def test_the_mimetype_stands_where_file_tools_look(package):
    assert package[30:38] == b"mimetype"
    assert package[38:].startswith(members(package)["mimetype"])
