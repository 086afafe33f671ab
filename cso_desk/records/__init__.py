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
from .erasures import ErasedRow, Erasure
from .evaluations import Result, Round, Tally
from .management_rules import ManagementRule, Signatory
from .orders import MovedRow, TransferOrder
from .organizations import Decision, Member, Organization
from .papers import Paper
from .people import Initiator, Person, Term, Venue
from .postings import DisclosureItem, Posting, Remark
from .relations import Attachment, Contact, Honour
from .reporting import ReportPeriod, Target
from .returns import Explanation, ReturnAnswer, ReturnItem
from .round_meetings import IndicatorScore, RoundMeeting, RoundObjection, Sheet
from .syncing import LOCAL_COLUMNS, SYNC_COLUMNS, Synced, new_id, new_instance, unit_id
from .takings import ReplacedRow, TakenBack, Taking
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
    ManagementRule,
    Signatory,
    Disclosure,
    DisclosureLine,
    DisclosureItem,
    Posting,
    Remark,
    Round,
    Tally,
    Result,
    RoundMeeting,
    Sheet,
    IndicatorScore,
    RoundObjection,
    Target,
    ReportPeriod,
    ReturnItem,
    ReturnAnswer,
    Explanation,
)
"""The records that travel in packages, parents before children."""

JOURNALED: tuple[type[Record], ...] = (*TRAVELLING, Paper)
"""All records that are journaled and can be taken back: those that travel, and those that stay on this desk."""

__all__ = [
    "JOURNALED",
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
    "DisclosureItem",
    "DisclosureLine",
    "Draft",
    "Edge",
    "ErasedRow",
    "Erasure",
    "Explanation",
    "Field",
    "Honour",
    "IndicatorScore",
    "Initiator",
    "JournalBody",
    "JournalEntry",
    "KeptCover",
    "ManagementRule",
    "Member",
    "MoneyEntry",
    "MovedRow",
    "NotDuplicate",
    "Operation",
    "Organization",
    "PackVersion",
    "Paper",
    "Peer",
    "Person",
    "Posting",
    "Printout",
    "QuarantinedRow",
    "Record",
    "Remark",
    "RememberedLayout",
    "ReplacedRow",
    "ReportPeriod",
    "Result",
    "ReturnAnswer",
    "ReturnItem",
    "Round",
    "RoundMeeting",
    "RoundObjection",
    "SavedView",
    "SentPackage",
    "Setting",
    "Sheet",
    "Signatory",
    "Synced",
    "TakenBack",
    "TakenPackage",
    "Taking",
    "Tally",
    "Target",
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
