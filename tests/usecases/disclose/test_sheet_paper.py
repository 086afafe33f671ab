"""The printed sheet: A3, all organizations, no phone and no identity number."""

import subprocess
from pathlib import Path

from cso_desk.usecases import disclose, register
from cso_desk.usecases.disclosure_paper import print_sheet
from cso_desk.usecases.opening import Desk


def test_the_sheet_on_paper(town: Desk, village: str, tmp_path: Path) -> None:
    values = {
        "name": "百泉社区舞蹈队",
        "community": village,
        "leader": "王䶮",
        "leader_id": "410891197303090684",
        "phone": "13900006630",
        "scope": "每晚跳舞",
    }
    register.save_organization(town, None, values)
    disclose.post(town, village, 2026, "2026-11-20", "张会计", "小区东门")
    out = tmp_path / "公开表.pdf"
    assert print_sheet(town, village, 2026, out).value.pages == 1
    text = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in ("百泉社区舞蹈队", "王䶮", "每晚跳舞", "2026年11月20日", "张会计", "小区东门"):
        assert words in text, words
    for private in ("13900006630", "410891", "6630"):
        assert private not in text
    size = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert "A3" in size
