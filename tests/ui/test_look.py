"""The look stands in one place, and its texts can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QIcon
from PySide6.QtWidgets import QApplication

from cso_desk.records.lists import STATES, SYNC_STATES
from ui import look, pieces
from ui.tones import TONES

UI = Path(look.__file__).parent


def _brightness(colour: str) -> float:
    parts = [channel / 255 for channel in QColor(colour).getRgb()[:3]]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_brightness(one), _brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [look.LIGHT, look.DARK])
def test_every_text_reaches_four_and_a_half_to_one(colours: look.Colours) -> None:
    pairs = [
        ("text", "surface"),
        ("second", "window"),
        ("accent", "surface"),
        ("on_accent", "accent"),
    ]
    pairs += [(tone, f"{tone}_ground") for tone in ("green", "amber", "red", "blue_grey", "grey")]
    pairs += [("text", "chosen"), ("on_note", "note"), ("note_link", "note"), ("second", "rail")]
    poor = [
        pair
        for pair in pairs
        if _contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) < 4.5
    ]
    assert not poor


def test_colours_and_fonts_stand_nowhere_else() -> None:
    own = {"look.py", "look_sheet.py"}
    wrong = [
        f"{file.name}: {line.strip()}"
        for file in UI.rglob("*.py")
        if file.name not in own
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(r"#[0-9A-Fa-f]{6}|setPixelSize|setPointSize|QFont\(|setStyleSheet", line)
    ]
    assert not wrong, "ui/look.py alone knows colours and fonts"


def test_sizes_in_code_go_through_px() -> None:
    wrong = [
        f"{file.name}: {line.strip()}"
        for file in UI.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(
            r"set(Fixed|Minimum|Maximum)?(Width|Height|Spacing|ContentsMargins)\((?=.*[1-9]\d)(?!.*px\()",
            line,
        )
    ]
    assert not wrong, "a size that does not grow with the user's scale"


@pytest.mark.parametrize("scale", [90, 100, 150])
def test_sizes_follow_the_users_scale(dressed: Any, scale: int) -> None:
    look.apply(dressed, scale, own_font=True)
    assert look.px(100) == scale
    assert dressed.font().pixelSize() == round(14 * scale / 100)
    look.apply(dressed, 100, own_font=True)


def test_a_scale_out_of_bounds_is_brought_in(dressed: Any) -> None:
    look.apply(dressed, 400, own_font=True)
    assert look.px(100) == 150
    look.apply(dressed, 100, own_font=True)


def test_compact_rows_are_lower(dressed: Any) -> None:
    look.apply(dressed, 100, compact=True, own_font=True)
    assert look.row_height() == 28
    look.apply(dressed, 100, own_font=True)
    assert look.row_height() == 34


def test_every_state_has_its_colour() -> None:
    assert {word for word in (*STATES, *SYNC_STATES) if word not in TONES} == set()


def test_every_icon_that_is_asked_for_is_there() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.py"))
    asked = set(re.findall(r"(?:icon|button)\([^()\n]*?\"([a-z]+(?:-[a-z0-9]+)+)\"", text))
    missing = [name for name in asked if not (look.RESOURCES / "icons" / f"{name}.svg").exists()]
    assert asked and not missing


@pytest.mark.parametrize(
    ("mode", "ink"), [(QIcon.Mode.Normal, "red"), (QIcon.Mode.Disabled, "faint")]
)
def test_an_icon_takes_the_colour_that_is_asked_for(mode: QIcon.Mode, ink: str) -> None:
    picture = look.icon("square", "red").pixmap(QSize(18, 18), mode).toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(18)
        for y in range(18)
        if picture.pixelColor(x, y).alpha() > 250
    }
    assert getattr(look.LIGHT, ink).lower() in inks


def test_a_new_part_is_seen_at_once(qtbot: Any) -> None:
    words = pieces.label("要紧", "second")
    qtbot.addWidget(words)
    words.show()
    assert words.palette().windowText().color().name() == look.LIGHT.second.lower()
    look.dress(words, "problem")
    assert words.palette().windowText().color().name() == look.LIGHT.red.lower()


def test_a_link_gets_the_hand_when_the_pointer_comes(qtbot: Any) -> None:
    link = pieces.button("忘记密码", "", "link")
    qtbot.addWidget(link)
    link.show()
    at = QPointF(1, 1)
    QApplication.sendEvent(link, QEnterEvent(at, at, at))
    assert link.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_the_shipped_face_draws_chinese() -> None:
    metrics = QFontMetrics(look.font())
    assert all(metrics.inFontUcs4(ord(letter)) for letter in "社区社会组织备案评议䶮𬭼")
