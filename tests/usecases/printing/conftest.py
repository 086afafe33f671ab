"""Three teams of 百泉社区 with a leader's number and telephone, and ways to look into PDFs."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from cso_desk.errors import Stopped
from cso_desk.usecases import register
from cso_desk.usecases.opening import Desk

ID_NUMBER = "411792196503124823"
PHONE = "13900000017"
NAMES = ("百泉社区甲舞蹈队", "百泉社区乙合唱队", "百泉社区丙巡逻队")


def text_of(pdf: bytes | Path) -> str:
    """Return the text of a PDF without spaces."""
    told = subprocess.run(
        ["pdftotext", "-", "-"] if isinstance(pdf, bytes) else ["pdftotext", str(pdf), "-"],
        input=pdf if isinstance(pdf, bytes) else None,
        capture_output=True,
        check=True,
    ).stdout
    return "".join(told.decode("utf-8").split())


def outline_of(pdf: bytes | Path) -> list[tuple[str, list[str]]]:
    """Return the outline of a PDF: each heading with the lines under it."""
    source = io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf
    with pikepdf.open(source) as opened, opened.open_outline() as outline:
        return [(one.title, [child.title for child in one.children]) for one in outline.root]


class StopAt:
    """The clerk presses 停止 when so many are done."""

    def __init__(self, at: int) -> None:
        self.at = at

    def step(self, done: int, total: int, text: str = "") -> None:
        if done >= self.at:
            raise Stopped


@pytest.fixture
def teams(town: Desk, village: str) -> list[str]:
    """The ids of three organizations."""
    return [
        register.save_organization(
            town,
            None,
            {
                "name": name,
                "community": village,
                "leader": "龚单",
                "leader_id": ID_NUMBER,
                "phone": PHONE,
                "members": "12",
            },
        ).value
        for name in NAMES
    ]
