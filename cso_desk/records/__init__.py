"""What our records are: every field of every record, once; code lists; the glossary."""

from . import lists
from .charters import Charter
from .declaring import SCHEMA, Field, Record, field_by_label, fields_of
from .desk import (
    Draft,
    JournalBody,
    JournalEntry,
    Operation,
    Peer,
    Printout,
    QuarantinedRow,
    RememberedLayout,
    SentPackage,
    Setting,
    TakenPackage,
)
from .disclosures import Disclosure, DisclosureLine
from .evaluations import Result, Round, Tally
from .organizations import Decision, Member, Organization
from .syncing import LOCAL_COLUMNS, SYNC_COLUMNS, Synced, new_id, new_instance, unit_id
from .units import Unit

TRAVELLING: tuple[type[Record], ...] = (
    Unit,
    Organization,
    Member,
    Decision,
    Charter,
    Disclosure,
    DisclosureLine,
    Round,
    Tally,
    Result,
)
"""The records that travel in packages, parents before children."""

__all__ = [
    "LOCAL_COLUMNS",
    "SCHEMA",
    "SYNC_COLUMNS",
    "TRAVELLING",
    "Charter",
    "Decision",
    "Disclosure",
    "DisclosureLine",
    "Draft",
    "Field",
    "JournalBody",
    "JournalEntry",
    "Member",
    "Operation",
    "Organization",
    "Peer",
    "Printout",
    "QuarantinedRow",
    "Record",
    "RememberedLayout",
    "Result",
    "Round",
    "SentPackage",
    "Setting",
    "Synced",
    "TakenPackage",
    "Tally",
    "Unit",
    "field_by_label",
    "fields_of",
    "lists",
    "new_id",
    "new_instance",
    "unit_id",
]
