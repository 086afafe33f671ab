"""The style sheet of the windows, over the colours and sizes of `look`: `$accent` is a colour, `$px14` a size."""

SHEET = """
QWidget#page, QWidget#rail, QWidget#top, QWidget#bottom { border: 0; }
QWidget#page { background: $window; }
QWidget#rail { background: $rail; border-right: 1px solid $line; }
QWidget#top { background: $surface; border-bottom: 1px solid $line; }
QWidget#bottom { background: $surface; border-top: 1px solid $line; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: $px4 $px6; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: $px20; font-weight: 500; }
QLabel[look="banner"] { font-size: $px26; font-weight: 500; }
QLabel[look="section"] { font-size: $px16; font-weight: 500; }
QLabel[look="strong"] { font-weight: 500; }
QLabel[look="second"] { color: $second; font-size: $px13; }
QLabel[look="label"] { color: $second; }
QLabel[look="problem"] { color: $red; font-size: $px13; }
QLabel[look="warning"] { color: $amber; font-size: $px13; }
QLabel[look="code"] { font-size: $px20; letter-spacing: 2px; }
QLabel[tone] { border-radius: $px4; padding: 1px $px8; font-size: $px13; }
QLabel[tone="green"] { color: $green; background: $green_ground; }
QLabel[tone="amber"] { color: $amber; background: $amber_ground; }
QLabel[tone="red"] { color: $red; background: $red_ground; }
QLabel[tone="blue_grey"] { color: $blue_grey; background: $blue_grey_ground; }
QLabel[tone="grey"] { color: $grey; background: $grey_ground; }

QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: $px6; }
QFrame[look="band"] { background: $elsewhere; border: 0; border-radius: $px4; }
QFrame[look="warning_band"] { background: $amber_ground; border: 0; border-radius: $px4; }
QFrame[look="problem_band"] { background: $red_ground; border: 0; border-radius: $px4; }
QFrame[look="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame#note { background: $note; border-radius: $px6; }
QFrame#note QLabel { color: $on_note; }
QFrame#note QPushButton { color: $note_link; background: transparent; border: 0; font-weight: 500; }
QFrame#note QPushButton:focus { text-decoration: underline; }

QPushButton, QToolButton { background: $surface; color: $text; border: 1px solid $border;
    border-radius: $px4; padding: 0 $px12; min-height: $px30; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $chosen; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:checked, QToolButton:checked { background: $chosen; border-color: $accent; color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $band; border-color: $line; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 500;
    padding: 0 $px16; }
QPushButton[look="primary"]:hover { background: $accent_deep; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $grey_ground; color: $faint; border-color: $line; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 0 $px4;
    min-height: $px22; text-align: left; }
QPushButton[look="link"]:hover { color: $accent_deep; text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid $accent; }
QPushButton[look="chip"] { color: $accent; background: $elsewhere; border: 1px solid $accent; }
QPushButton[look="link"]:disabled { color: $faint; }
QPushButton[look="quiet"], QToolButton[look="quiet"] { background: transparent; border: 1px solid transparent;
    color: $text; padding: 0 $px8; }
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus { border: 1px solid $accent; }
QPushButton[look="quiet"]:disabled { color: $faint; }
QPushButton[look="score"] { background: transparent; border: 1px solid transparent; color: $second; font-size: $px13;
    padding: 0 $px24 0 $px6; min-height: $px22; }
QPushButton[look="score"]:hover { background: $hover; }
QPushButton[look="score"]:focus { border: 1px solid $accent; }
QPushButton[look="tab"] { background: transparent; color: $second; border: 0; border-bottom: 2px solid transparent;
    border-radius: 0; padding: 0 $px8; min-height: $px28; }
QPushButton[look="tab"]:hover { background: $hover; }
QPushButton[look="tab"]:focus { background: $hover; color: $text; }
QPushButton[look="tab"]:checked { color: $accent; border-bottom-color: $accent; font-weight: 500; }
QPushButton[look="choice"] { text-align: left; padding: $px12 $px16; min-height: $px40; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: url(look:chevron-down.svg); width: $px14; height: $px14;
    subcontrol-origin: padding; subcontrol-position: center right; right: $px6; }
QPushButton[menu="true"], QToolButton[menu="true"] { padding-right: $px24; }

QPushButton[look="rail"] { background: transparent; border: 0; border-left: $px3 solid transparent; border-radius: 0;
    text-align: left; padding: 0 $px12; min-height: $px40; color: $text; }
QPushButton[look="rail"]:hover { background: $hover; }
QPushButton[look="rail"]:focus { background: $hover; border-left-color: $border; }
QPushButton[look="rail"]:checked { background: $surface; border-left-color: $accent; color: $accent; font-weight: 500; }

QLineEdit, QPlainTextEdit, QComboBox { background: $surface; color: $text; border: 1px solid $border;
    border-radius: $px4; padding: 0 $px8; min-height: $px30; selection-background-color: $accent;
    selection-color: $on_accent; }
QPlainTextEdit { padding: $px4 $px4; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 1px solid $accent; }
QLineEdit[faulty="true"], QPlainTextEdit[faulty="true"], QComboBox[faulty="true"] { border: 1px solid $red; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $calculated; color: $second; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $calculated; }
QComboBox { padding-left: $px10; }
QComboBox::drop-down { border: 0; width: $px24; }
QComboBox::down-arrow { image: url(look:chevron-down.svg); width: $px14; height: $px14; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 0; background: transparent; }
QComboBox[look="filter"] { padding-left: $px8; min-height: $px26; }
QComboBox[look="filter"][set="true"] { border-color: $accent; color: $accent; background: $elsewhere; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: 0;
    selection-background-color: $chosen; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: $px28; padding: 0 $px6; }
QCheckBox { spacing: $px8; background: transparent; }
QCheckBox::indicator, QListWidget#outline::indicator { width: $px16; height: $px16; border: 1px solid $border;
    border-radius: 3px; background: $surface; }
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QListWidget#outline::indicator:checked { background: $accent; border-color: $accent; image: url(look:check.svg); }

QTableView, QListView, QTreeView { background: $surface; border: 1px solid $line; outline: 0;
    selection-background-color: $chosen; selection-color: $text; }
QTableWidget[look="compare"]::item { padding: 0 $px8; }
QListView::item { padding: $px4 $px8; }
QListView::item:selected { background: $chosen; color: $text; }
QHeaderView { background: $band; }
QHeaderView::section { background: $band; color: $second; border: 0; border-right: 1px solid $line;
    border-bottom: 1px solid $line; padding: 0 $px8; font-size: $px13; }
QTableCornerButton::section { background: $band; border: 0; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget#inside { background: transparent; }
QScrollBar:vertical { background: transparent; width: $px12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px12; margin: 0; }
QScrollBar::handle { background: $border; border-radius: $px4; margin: 2px; }
QScrollBar::handle:vertical { min-height: $px32; }
QScrollBar::handle:horizontal { min-width: $px32; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { width: 0; height: 0;
    background: transparent; }
QSplitter::handle { background: transparent; }

QMenu { background: $surface; border: 1px solid $border; padding: $px4 0; }
QMenu::item { padding: $px6 $px24 $px6 $px12; }
QMenu::item:selected { background: $chosen; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: $px4 0; }
QProgressBar { background: $grey_ground; border: 0; border-radius: $px3; max-height: $px6; min-height: $px6; }
QProgressBar::chunk { background: $accent; border-radius: $px3; }
QTabBar::tab { background: transparent; color: $second; border: 0; border-bottom: 2px solid transparent;
    padding: $px6 $px12; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 500; }
QTabBar::tab:focus { color: $text; }
QTabWidget::pane { border: 0; }
QTabBar { qproperty-drawBase: 0; }
"""
