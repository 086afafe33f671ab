"""The store: one encrypted database a desk, its journal, lists, search, backups and exchange.

Names are loaded when first used, so that asking for the users of a folder loads no SQLAlchemy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from .applying import apply
    from .at_once import as_stored
    from .backup import Backup, last_proven, list_backups, make_backup, prove_backup
    from .checking import check, rebuild_search
    from .desk import Desk
    from .erasing import blanked, erase, erased_of, erasures_aside, redacted
    from .exchanging import (
        chosen,
        held,
        mark_acknowledged,
        mark_sent,
        note_acked,
        outgoing,
        owners,
        tombstones,
        travelling_keys,
        waiting,
    )
    from .folder import desk_exists, discard_desk
    from .journal import Entry, head, history, last_operation, operation_words, verify_chain
    from .keyring import change_password, users_of
    from .listing import Query, best, count, ids, record_ids, rows
    from .moving import Move, enact
    from .opening import create_desk, open_desk, open_with_recovery
    from .operation import Op
    from .pinyin import initials
    from .reading import (
        Between,
        S,
        chunks,
        count_by,
        get,
        listed,
        organizations_of,
        values_ever,
        values_of,
    )
    from .restoring import restore_backup
    from .settling import Unsettled, settle, unsettled
    from .staging import Difference, RefusedRow, Staging, stage
    from .undoing import revert
    from .verdicts import Life

_HOMES = {
    "at_once": "as_stored",
    "applying": "apply",
    "backup": "Backup last_proven list_backups make_backup prove_backup",
    "checking": "check rebuild_search",
    "desk": "Desk",
    "erasing": "blanked erase erased_of erasures_aside redacted",
    "exchanging": "chosen held mark_acknowledged mark_sent note_acked outgoing owners tombstones travelling_keys waiting",
    "folder": "desk_exists discard_desk",
    "journal": "Entry head history last_operation operation_words verify_chain",
    "keyring": "change_password users_of",
    "listing": "Query best count ids record_ids rows",
    "moving": "Move enact",
    "opening": "create_desk open_desk open_with_recovery",
    "operation": "Op",
    "pinyin": "initials",
    "reading": "Between S chunks count_by get listed organizations_of values_ever values_of",
    "restoring": "restore_backup",
    "settling": "Unsettled settle unsettled",
    "staging": "Difference RefusedRow Staging stage",
    "undoing": "revert",
    "verdicts": "Life",
}
_HOME_OF = {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names.split()}
_HOME_OF["Session"] = "sqlalchemy.orm"
__all__ = [
    "Backup",
    "Between",
    "Desk",
    "Difference",
    "Entry",
    "Life",
    "Move",
    "Op",
    "Query",
    "RefusedRow",
    "S",
    "Session",
    "Staging",
    "Unsettled",
    "apply",
    "as_stored",
    "best",
    "blanked",
    "change_password",
    "check",
    "chosen",
    "chunks",
    "count",
    "count_by",
    "create_desk",
    "desk_exists",
    "discard_desk",
    "enact",
    "erase",
    "erased_of",
    "erasures_aside",
    "get",
    "head",
    "held",
    "history",
    "ids",
    "initials",
    "last_operation",
    "last_proven",
    "list_backups",
    "listed",
    "make_backup",
    "mark_acknowledged",
    "mark_sent",
    "note_acked",
    "open_desk",
    "open_with_recovery",
    "operation_words",
    "organizations_of",
    "outgoing",
    "owners",
    "prove_backup",
    "rebuild_search",
    "record_ids",
    "redacted",
    "restore_backup",
    "revert",
    "rows",
    "settle",
    "stage",
    "tombstones",
    "travelling_keys",
    "unsettled",
    "users_of",
    "values_ever",
    "values_of",
    "verify_chain",
    "waiting",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
