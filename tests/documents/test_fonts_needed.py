"""Fonts of rare characters are large: they are read only when a record has such a character."""

import subprocess
import sys
from pathlib import Path

import pytest

from cso_desk.documents.coverage import may_have

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import io, json, sys
from datetime import datetime
from pathlib import Path
from cso_desk.documents import Fonts, draw, read_layout
from cso_desk.documents.faces import _loaded
raw = json.loads(Path("resources/policy/default/layouts/F01.json").read_text("utf-8"))
moment = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
record = {"org.name": "百泉镇幸福里社区舞蹈队", "org.leader": sys.argv[1]}
draw(read_layout(raw), [record], io.BytesIO(), fonts=Fonts(), made_at=moment)
print(" ".join(sorted(path.stem for path in _loaded)))
"""
BUNDLED = {"NotoSansSC_500Medium", "NotoSerifSC_400Regular", "NotoSerifSC_700Bold"}


@pytest.mark.parametrize(
    ("leader", "spare"), [("王𬭼䶮㛃", set()), ("王𫚥", {"HanaMinB"}), ("王一", set())]
)
def test_spare_fonts_are_read_only_for_characters_that_they_alone_have(
    leader: str, spare: set[str]
) -> None:
    command = [sys.executable, "-c", SCRIPT, leader]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) - BUNDLED == spare


def test_what_a_font_has_is_read_from_its_map(tmp_path: Path) -> None:
    body = ROOT / "resources" / "fonts" / "NotoSerifSC_400Regular.ttf"
    assert all(may_have(body, char) for char in "字𬭼䶮㛃")
    assert not any(may_have(body, char) for char in "𫚥𰻝\ue000")
    broken = tmp_path / "坏.ttf"
    broken.write_bytes(b"no font")
    assert may_have(broken, "字") and may_have(tmp_path / "没有.ttf", "字")
