"""Which texts are personal numbers and how they are hidden on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cso_desk.fields import mask_id, mask_phone

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField


def masked(field: FormField | None, text: str) -> str:
    """Return the text of a field with its personal number hidden; other texts as they are."""
    if field is None or field.private != "mask" or not text:
        return text
    if field.kind == "id_number":
        return mask_id(text)
    return mask_phone(text) if field.kind == "phone" else text


class Masks:
    """Hides by the field's label, for texts that come with labels only."""

    def __init__(self, fields: Iterable[FormField]) -> None:
        self._fields: Mapping[str, FormField] = {one.label: one for one in fields}

    def hide(self, label: str, text: str) -> str:
        """Return the text under a label with its personal number hidden."""
        return masked(self._fields.get(label), text)
