"""A thousand filing forms against typst, one form to its preview, and how memory grows: all in one run.

Seconds are the processor's: other work on the machine does not count, and neither drawing waits for anything.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pikepdf
import pytest

from cso_desk.documents import Fonts, Layout, draw, read_layout
from cso_desk.documents.composing import compose
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.painting import Painter
from tests.benchmarks.typst_page import write_page

pytestmark = pytest.mark.benchmark
ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "resources" / "fonts"
SPARE = Path("/usr/share/fonts/truetype/hanazono")
MADE_AT = datetime.fromisoformat("2026-03-12T09:30:00+08:00")
FORMS = 1_000
MANY = 5_000
PREVIEW = 0.3
"""Seconds to the first preview of one form when the fonts are loaded."""
PER_FORM = 25 * 1024
"""Bytes of memory at most that each further form of one file costs at the peak; the file itself is 4 KB a form."""
NAMES = ("王𬭼", "李桂花", "赵大有", "孙䶮", "吴𫚥", "郑㛃")


def _layout() -> Layout:
    file = ROOT / "resources" / "policy" / "default" / "layouts" / "F01.json"
    return read_layout(json.loads(file.read_text(encoding="utf-8")))


def _records(count: int) -> list[dict[str, Any]]:
    """Return filled filing forms whose names, telephones and numbers differ."""
    fixed = {
        "org.nature": "社会团体性质",
        "org.category": "文体活动类",
        "org.community": "百泉镇幸福里社区",
        "org.area": "本社区（村）",
        "org.venue": "幸福里社区党群服务中心二楼排练厅",
        "org.venue_source": "借用",
        "org.hub": "否",
        "org.supervisor": "百泉镇社会事务办公室",
        "org.leader_politics": "中共党员",
        "org.purpose": "丰富社区文化生活，增进邻里情谊，服务老年居民，弘扬社会主义核心价值观。",
        "org.scope": "组织居民开展广场舞、太极拳、健身操等文体活动；参加社区和镇里的文艺演出；"
        "为独居老人送餐、理发；协助社区做好文明创建和矛盾调解工作。",
        "org.funds_source": "会费、居（村）委会支持",
        "authority.full_name": "河阳县百泉镇人民政府",
        "opinion.party.text": "该队扎根社区、群众认可，同意申请备案。",
        "opinion.committee.text": "材料齐全，同意报镇人民政府备案。",
        "opinion.township.text": "经审查，符合备案条件，同意备案。",
    }
    return [
        {
            **fixed,
            "org.name": f"百泉镇幸福里社区第{number + 1}舞蹈队",
            "org.leader": NAMES[number % len(NAMES)],
            "org.phone": f"139{number:08d}",
            "org.members": str(20 + number % 50),
            "filing.number": f"百泉社备〔2026〕{number + 1}号",
        }
        for number in range(count)
    ]


def _drawn(fonts: Fonts, count: int) -> bytes:
    out = io.BytesIO()
    draw(_layout(), _records(count), out, fonts=fonts, made_at=MADE_AT, bookmarks=True)
    return out.getvalue()


def _bare(fonts: Fonts, count: int) -> float:
    """Return the seconds that `count` forms take without being made fit for the archive."""
    began = process_time()
    layout, setter = _layout(), Typesetter(fonts)
    painter = Painter(io.BytesIO(), fonts, MADE_AT)
    for record in _records(count):
        for sheet in compose(layout, record, setter).sheets:
            painter.paint(sheet, (), str(record["org.name"]))
    painter.save()
    return process_time() - began


def _by_typst(folder: Path, count: int) -> float:
    """Return the seconds of typst's first compilation in a new process (a second one only repeats)."""
    file = write_page(_layout(), _records(count), folder)
    script = (
        "import sys, typst; from time import process_time\n"
        f"fonts = {[str(FONTS), str(SPARE)]!r}; began = process_time()\n"
        "content = typst.compile(sys.argv[1], font_paths=fonts, ignore_system_fonts=True,"
        " format='pdf', pdf_tags=False)\n"
        "print(process_time() - began); open(sys.argv[2], 'wb').write(content)\n"
    )
    out = folder / "form.pdf"
    command = [sys.executable, "-c", script, str(file), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == count
    return float(done.stdout)


def test_a_thousand_forms_are_drawn_as_fast_as_typst_and_archived_in_twice_its_time(
    tmp_path: Path,
) -> None:
    fonts = Fonts(FONTS)
    _drawn(fonts, len(NAMES))
    bare = _bare(fonts, FORMS)
    typeset = _by_typst(tmp_path, FORMS)
    began = process_time()
    _drawn(fonts, FORMS)
    whole = process_time() - began
    assert bare <= typeset, f"drawn in {bare:.2f} s, typst {typeset:.2f} s"
    assert whole <= 2 * typeset, f"archived in {whole:.2f} s, typst {typeset:.2f} s"


def test_one_form_is_seen_at_once() -> None:
    fonts = Fonts(FONTS)
    _drawn(fonts, 1)
    began = perf_counter()
    out = io.BytesIO()
    record = {**_records(1)[0], "org.name": "百泉镇幸福里社区太极拳协会"}
    draw(_layout(), [record], out, fonts=fonts, made_at=MADE_AT)
    took = perf_counter() - began
    assert took <= PREVIEW, f"{took:.3f} s"


def test_memory_stays_flat_over_many_forms() -> None:
    few, many = _peak(FORMS), _peak(MANY)
    each = (many - few) / (MANY - FORMS)
    assert each <= PER_FORM, f"{each:.0f} bytes a form ({few / 2**20:.0f} to {many / 2**20:.0f} MB)"


def _peak(count: int) -> int:
    """Return the peak memory of a process that draws `count` forms, in bytes."""
    script = (
        "import resource, sys; from tests.benchmarks import test_paper as t\n"
        "from cso_desk.documents import Fonts\n"
        f"t._drawn(Fonts(t.FONTS), {count})\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return int(done.stdout) * 1024
