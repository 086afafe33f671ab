"""Attachments in packages: the rows always go up, each file once, from the levels that the policy pack names."""

import json

import pytest

from cso_desk.errors import Trouble
from cso_desk.packages.open import peek
from cso_desk.usecases import (
    attachments,
    backup,
    receipts,
    register,
    send_package,
    take_packages,
    taken_back,
)

from .conftest import enrol_below, start

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def attached(town, add, tmp_path):
    """An organization of the township with one scan, and how to add more."""
    organization = add(town)

    def scan(name: str, content: bytes = PDF) -> str:
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        (made,) = attachments.add(town, organization, [file]).value.ids
        return made

    scan("申请表")
    return organization, scan


def report(town, county, folder, **how):
    """Send, take and bring the receipt home."""
    sent = send_package.make(town, None, folder / "out", **how).value
    (taken,) = take_packages.take(county, [sent.file], folder / "back").value
    assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ())
    receipts.take_receipt(town, taken.receipt)
    return sent


def test_the_file_goes_up_once(town, county, stick, attached):
    organization, scan = attached
    first = report(town, county, stick)
    assert first.attachments == 1
    cover = peek(first.file).cover
    assert (cover.attachments.count, cover.attachments.bytes) == (1, len(PDF))
    assert cover.schema_min_reader == 3
    (seen,) = attachments.listed(county, organization)
    assert (seen.title, seen.mine, seen.away) == ("申请表", False, "")
    assert attachments.content(county, seen.id) == PDF
    scan("花名册", PDF + b"2")
    assert report(town, county, stick).attachments == 1
    assert report(town, county, stick).attachments == 0
    assert report(town, county, stick, full=True).attachments == 2
    assert backup.check(county, deep=True) == []
    with pytest.raises(Trouble) as refused:
        attachments.remove(county, seen.id)
    assert refused.value.code == "not_owner"


def test_without_files_for_the_mail_they_go_with_the_next(town, county, stick, attached):
    organization, _ = attached
    bare = report(town, county, stick, attachments=False)
    assert (bare.attachments, bare.waiting) == (0, 1)
    (seen,) = attachments.listed(county, organization)
    assert seen.away == "附件留在百泉镇"
    with pytest.raises(Trouble, match="不在本机"):
        attachments.content(county, seen.id)
    assert report(town, county, stick).attachments == 1
    assert attachments.listed(county, organization)[0].away == ""


def test_what_does_not_fit_waits_for_the_next_package(town, county, stick, attached):
    organization, scan = attached
    for number in range(3):
        scan(f"照片{number}", PDF + b"x" * 600_000 + bytes([number]))
    sizes = []
    while True:
        sent = report(town, county, stick, most=1_000_000)
        sizes.append((sent.attachments, sent.waiting))
        if not sent.waiting:
            break
    assert sizes == [(2, 2), (1, 1), (1, 0)]
    assert {one.away for one in attachments.listed(county, organization)} == {""}


def test_a_lost_package_sends_its_files_again(town, county, stick, attached):
    lost = send_package.make(town, None, stick / "lost").value
    assert lost.attachments == 1
    assert report(town, county, stick).attachments == 1


def test_from_the_county_upward_files_stay(county, town, stick, attached, tmp_path):
    organization, _ = attached
    with start(tmp_path / "city", "4107") as city:
        enrol_below(city, county)
        report(town, county, stick)
        passed = report(county, city, stick)
        assert (passed.attachments, passed.tables["attachment"]) == (0, 1)
        assert attachments.listed(city, organization)[0].away == "附件留在百泉镇"


def test_a_program_from_below_is_not_kept(town, county, stick, attached, monkeypatch):
    from cso_desk.usecases import enclosing

    organization, _ = attached
    monkeypatch.setattr(enclosing.Enclosed, "contents", lambda self, desk: iter([b"MZ" + PDF]))
    sent = send_package.make(town, None, stick).value
    monkeypatch.undo()
    (taken,) = take_packages.take(county, [sent.file]).value
    assert taken.verdict == "ok"
    assert list((county.folder / "attachments").glob("*/*")) == []
    assert attachments.listed(county, organization)[0].away


def test_the_removed_attachment_goes_at_the_county_too(town, county, stick, attached):
    organization, _ = attached
    report(town, county, stick)
    attachments.remove(town, attachments.listed(town, organization)[0].id)
    report(town, county, stick)
    assert attachments.listed(county, organization) == []
    assert register.show(county, organization).values["name"]
    assert json.dumps(peek(next((stick / "out").iterdir())).extra) == "{}"


def test_what_the_files_weigh_is_said_before(town, county, stick, attached, monkeypatch):
    seen = send_package.preview(town)
    assert (seen.attachments, seen.octets, seen.heavy) == (1, len(PDF), False)
    monkeypatch.setattr(send_package, "MAIL_OCTETS", len(PDF) - 1)
    assert send_package.preview(town).heavy
    report(town, county, stick)
    assert send_package.preview(town).attachments == 0


def test_files_of_a_package_that_was_taken_back_go_again(town, county, stick, attached):
    organization, _ = attached
    sent = report(town, county, stick)
    told = taken_back.undo(county, sent.id, stick / "back").value
    assert attachments.listed(county, organization) == []
    receipts.take_receipt(town, told.receipt)
    assert report(town, county, stick / "again").attachments == 1
    (seen,) = attachments.listed(county, organization)
    assert attachments.content(county, seen.id) == PDF
    assert backup.check(county, deep=True) == []


def test_a_package_that_the_mail_calls_zip_is_found_and_taken(town, county, stick, attached):
    sent = send_package.make(town, None, stick).value
    renamed = sent.file.rename(sent.file.with_suffix(".zip"))
    (found,) = take_packages.scan(county, stick).packages
    assert found.file == renamed
    (taken,) = take_packages.take(county, [renamed]).value
    assert taken.verdict == "ok"
