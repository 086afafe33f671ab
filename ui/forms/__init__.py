"""A form made from a list of fields: widgets by kind, checks while typing, drafts."""

from .form import Form, Section

__all__ = ["Form", "Section"]
