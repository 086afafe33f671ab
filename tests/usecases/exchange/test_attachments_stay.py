"""Attachments in packages: the rows go up, the files stay where they were added."""

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import attachments, backup, register, take_packages


def test_the_county_sees_the_row_and_where_the_file_is(town, county, stick, add, send, tmp_path):
    organization = add(town)
    scan = tmp_path / "申请表.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    attachments.add(town, organization, [scan])
    sent = send(town, stick)
    assert sent.tables["attachment"] == 1
    (taken,) = take_packages.take(county, [sent.file]).value
    assert (taken.verdict, taken.refused) == ("ok", 0)
    (seen,) = attachments.listed(county, organization)
    assert (seen.title, seen.mine, seen.away) == ("申请表", False, "附件留在百泉镇")
    with pytest.raises(Trouble, match="不在本机"):
        attachments.content(county, seen.id)
    with pytest.raises(Trouble) as refused:
        attachments.remove(county, seen.id)
    assert refused.value.code == "not_owner"
    made = backup.make(county, "手动备份").value
    assert (made.attachments, made.lacks) == (0, 0)
    assert backup.check(county, deep=True) == []
    attachments.remove(town, attachments.listed(town, organization)[0].id)
    take_packages.take(county, [send(town, stick).file])
    assert attachments.listed(county, organization) == []
    assert register.show(county, organization).values["name"]
