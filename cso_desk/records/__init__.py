"""What our records are: every field of every record, once; code lists; the glossary."""

from . import lists
from .activities import Activity, MoneyEntry, WorkReport
from .cases import Case, CaseStep, Certificate
from .charters import Charter
from .comparing import NotDuplicate, UnitChange, YearCheck
from .declaring import SCHEMA, Field, Record, cell_fields, field_by_label, fields_of
from .desk import (
    Draft,
    JournalBody,
    JournalEntry,
    Operation,
    PackVersion,
    Peer,
    Printout,
    QuarantinedRow,
    RememberedLayout,
    SavedView,
    SentPackage,
    Setting,
    TakenPackage,
)
from .disclosures import Disclosure, DisclosureLine
from .edges import AckedRow, Edge, KeptCover
from .evaluations import Result, Round, Tally
from .orders import MovedRow, TransferOrder
from .organizations import Decision, Member, Organization
from .people import Initiator, Person, Term, Venue
from .relations import Attachment, Contact, Honour
from .syncing import LOCAL_COLUMNS, SYNC_COLUMNS, Synced, new_id, new_instance, unit_id
from .units import Unit

TRAVELLING: tuple[type[Record], ...] = (
    Unit,
    Person,
    Venue,
    Organization,
    Member,
    Initiator,
    Term,
    Case,
    CaseStep,
    Decision,
    Certificate,
    Contact,
    Honour,
    Attachment,
    NotDuplicate,
    UnitChange,
    YearCheck,
    Activity,
    MoneyEntry,
    WorkReport,
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
    "AckedRow",
    "Activity",
    "Attachment",
    "Case",
    "CaseStep",
    "Certificate",
    "Charter",
    "Contact",
    "Decision",
    "Disclosure",
    "DisclosureLine",
    "Draft",
    "Edge",
    "Field",
    "Honour",
    "Initiator",
    "JournalBody",
    "JournalEntry",
    "KeptCover",
    "Member",
    "MoneyEntry",
    "MovedRow",
    "NotDuplicate",
    "Operation",
    "Organization",
    "PackVersion",
    "Peer",
    "Person",
    "Printout",
    "QuarantinedRow",
    "Record",
    "RememberedLayout",
    "Result",
    "Round",
    "SavedView",
    "SentPackage",
    "Setting",
    "Synced",
    "TakenPackage",
    "Tally",
    "Term",
    "TransferOrder",
    "Unit",
    "UnitChange",
    "Venue",
    "WorkReport",
    "YearCheck",
    "cell_fields",
    "field_by_label",
    "fields_of",
    "lists",
    "new_id",
    "new_instance",
    "unit_id",
]
