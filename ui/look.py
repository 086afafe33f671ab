"""All sizes, colours, fonts and icons of the windows, and the style sheet made from them; nowhere else is there one.

Sizes are logical pixels at a user scale of 100 %; `px` brings them to the scale in force.

The log-in page waits for this module and for those that it is made of. PySide makes a class when it is first named,
and `Qt`, the namespace of all enumerations, takes longer than the whole page: they name it as `QtCore.Qt`, where it
is needed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QDir, QTemporaryDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from .look_sheet import SHEET
from .tones import STARTS, TONES

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QWidget

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
STYLE = ("-style", "Fusion")
"""The words that give an application its style; asking for the style later would cost a page."""
SCALES = (90, 100, 110, 125, 150)
"""The user scales on offer, in per cent."""

BODY, SECOND, SECTION, TITLE, BANNER = 14, 13, 16, 20, 26
ROW, ROW_COMPACT, FIELD, LINE = 34, 28, 32, 22
RAIL, RAIL_FOLDED, TOP, BOTTOM, ICON = 168, 56, 52, 34, 18
GAP_1, GAP_2, GAP_3, GAP_4, GAP_6 = 4, 8, 12, 16, 24
SIDE_BY_SIDE = 1180
"""From this window width on, a list and the detail of its chosen record stand side by side."""
FORM = 920
"""The most that a form widens: labels and fields stay close together."""
CARD = 520
"""The width of the one card on a start page."""
WIDTHS = {
    "whole": 96,
    "yesno": 96,
    "date": 128,
    "money": 128,
    "decimal": 128,
    "phone": 216,
    "id_number": 216,
    "credit_code": 216,
    "choice": 216,
    "division": 216,
    "name": 216,
    "wide": 560,
}
"""Widths of form fields by the kind of their value; `name` is a short text, `wide` the most that a text takes."""


class Colours(SimpleNamespace):
    """One set of colours; texts on their grounds reach 4.5:1."""

    window: str
    surface: str
    band: str
    rail: str
    line: str
    border: str
    text: str
    second: str
    faint: str
    accent: str
    accent_deep: str
    on_accent: str
    chosen: str
    hover: str
    calculated: str
    elsewhere: str
    green: str
    green_ground: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    blue_grey: str
    blue_grey_ground: str
    grey: str
    grey_ground: str
    note: str
    on_note: str
    note_link: str


LIGHT = Colours(
    window="#F3F5F7",
    surface="#FFFFFF",
    band="#F8F9FB",
    rail="#E9EDF1",
    line="#E1E5EA",
    border="#BEC6D0",
    text="#1D2129",
    second="#57606B",
    faint="#87909B",
    accent="#1F62B5",
    accent_deep="#184E92",
    on_accent="#FFFFFF",
    chosen="#DCE8F7",
    hover="#EDF1F5",
    calculated="#EFF1F4",
    elsewhere="#E8F1FB",
    green="#1B7340",
    green_ground="#E2F2E8",
    amber="#8A5700",
    amber_ground="#FBF0DA",
    red="#B3261E",
    red_ground="#FBE8E6",
    blue_grey="#46617A",
    blue_grey_ground="#E4EBF2",
    grey="#57606B",
    grey_ground="#ECEFF2",
    note="#2B323B",
    on_note="#FFFFFF",
    note_link="#9CC6F7",
)
DARK = Colours(
    window="#1D2025",
    surface="#25292F",
    band="#2A2F36",
    rail="#191C20",
    line="#363C44",
    border="#515A65",
    text="#E7EAEE",
    second="#A9B2BC",
    faint="#7D8792",
    accent="#7FB2F0",
    accent_deep="#A4C9F6",
    on_accent="#10233A",
    chosen="#2C4564",
    hover="#2F353D",
    calculated="#2B3036",
    elsewhere="#26364A",
    green="#7CCB98",
    green_ground="#203A2B",
    amber="#E5B766",
    amber_ground="#40331A",
    red="#F2A09A",
    red_ground="#4A2522",
    blue_grey="#A9C1D8",
    blue_grey_ground="#2A3845",
    grey="#A9B2BC",
    grey_ground="#32383F",
    note="#E7EAEE",
    on_note="#1D2129",
    note_link="#184E92",
)


class _InForce:
    scale = 100
    colours = LIGHT
    compact = False
    arrows: QTemporaryDir | None = None


def px(size: int) -> int:
    """Return a size in pixels at the user scale in force."""
    return round(size * _InForce.scale / 100)


def colours() -> Colours:
    """Return the colours in force, light or dark."""
    return _InForce.colours


def colour(name: str) -> QColor:
    """Return one colour in force by its name in `Colours`."""
    return QColor(getattr(_InForce.colours, name))


def tone_of(word: str) -> str:
    """Return the tone (`green`, `amber`, `red`, `blue_grey`, `grey`) of a state's word."""
    started = (tone for start, tone in STARTS.items() if word.startswith(start))
    return TONES.get(word) or next(started, "grey")


def row_height() -> int:
    """Return the height of a list's row."""
    return px(ROW_COMPACT if _InForce.compact else ROW)


def apply(
    app: QApplication,
    scale: int = 100,
    *,
    compact: bool = False,
    own_font: bool = False,
    dark: bool | None = None,
) -> None:
    """Dress the whole program at `scale` per cent; `own_font` takes the shipped face even where there is another.

    `dark` is the look to take, None for the system's.
    """
    _InForce.scale = min(max(scale, SCALES[0]), SCALES[-1])
    _InForce.compact = compact
    _InForce.colours = DARK if (system_is_dark() if dark is None else dark) else LIGHT
    app.setFont(_body_font(own_font))
    app.setPalette(_palette(_InForce.colours))
    app.setStyleSheet(_sheet(_InForce.colours))


def system_is_dark() -> bool:
    """Tell whether the system wants dark windows."""
    return QGuiApplication.styleHints().colorScheme() == QtCore.Qt.ColorScheme.Dark


def looks_dark() -> bool:
    """Guess the same from the palette that the system gives, before `apply` puts ours there; it costs nothing."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def is_dark() -> bool:
    """Tell whether the dark look is in force."""
    return _InForce.colours is DARK


@cache
def _shipped_face() -> str:
    family = ""
    for name in ("NotoSansSC_400Regular.ttf", "NotoSansSC_500Medium.ttf"):
        number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))
        family = family or QFontDatabase.applicationFontFamilies(number)[0]
    return family


@cache
def _system_reads_chinese() -> bool:
    """Tell whether the machine has a Chinese face of its own; HanaMin is there for rare characters only."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return any("HanaMin" not in family for family in families)


def _body_font(own_font: bool) -> QFont:
    font = QFont(QGuiApplication.font())
    if own_font or not _system_reads_chinese():
        font = QFont(_shipped_face())
    font.setPixelSize(px(BODY))
    return font


def font(size: int = BODY, *, strong: bool = False) -> QFont:
    """Return the face in force at a size of this page."""
    face = QFont(QApplication.font())
    face.setPixelSize(px(size))
    face.setWeight(QFont.Weight.Medium if strong else QFont.Weight.Normal)
    return face


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, c.window),
        (role.WindowText, c.text),
        (role.Base, c.surface),
        (role.AlternateBase, c.band),
        (role.Text, c.text),
        (role.PlaceholderText, c.faint),
        (role.Button, c.band),
        (role.ButtonText, c.text),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.ToolTipBase, c.surface),
        (role.ToolTipText, c.text),
        (role.Mid, c.border),
        (role.Light, c.line),
    ):
        palette.setColor(which, QColor(value))
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.faint))
    return palette


def dress(widget: QWidget, name: str) -> None:
    """Give a widget a part in the look: `primary`, `link`, `title`, `section`, `second`, `problem`, `card` …

    A new widget takes its look when it is first shown; one that changes its part takes it at once.
    """
    fresh = widget.property("look") is None and not widget.isVisible()
    widget.setProperty("look", name)
    if not fresh:
        polish(widget)


def polish(widget: QWidget) -> None:
    """Let a widget whose properties changed take the look that goes with them."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def icon(name: str, tone: str = "second") -> QIcon:
    """Return a line icon of resources/icons in one of the colours in force."""
    from .icons import drawn

    return drawn(name, getattr(_InForce.colours, tone), _InForce.colours.faint, px(ICON))


def tinted(name: str, ink: str) -> bytes:
    """Return the picture of an icon in one ink."""
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", ink).encode()


def _arrows(c: Colours) -> None:
    """Put the two small pictures that the style sheet needs where it finds them, in the ink in force."""
    folder = _InForce.arrows = QTemporaryDir()
    for name in ("chevron-down", "check"):
        ink = c.on_accent if name == "check" else c.second
        Path(folder.filePath(f"{name}.svg")).write_bytes(tinted(name, ink))
    QDir.setSearchPaths("look", [folder.path()])


def _sheet(c: Colours) -> str:
    _arrows(c)
    words = vars(c) | {f"px{size}": f"{px(size)}px" for size in range(1, 65)}
    return re.sub(r"\$([a-z0-9_]+)", lambda found: words[found[1]], SHEET)
