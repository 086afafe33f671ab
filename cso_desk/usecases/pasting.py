"""A block that a clerk copied in WPS or Excel and pastes here: taken in like a file, never written to a disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the clipboard holds: `text` with tabs between cells, and the same as `html`, empty if there is none."""

    text: str
    html: str = ""
    name: str = "剪贴板"

    @property
    def holds_table(self) -> bool:
        """Tell whether it is a block of cells rather than a word or a sentence."""
        return "\t" in self.text or "\n" in self.text.strip() or "<table" in self.html.lower()
