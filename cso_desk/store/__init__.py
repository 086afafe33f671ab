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
        forget_acked,
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
    from .giving_back import (
        all_from,
        changed_after,
        forget_replaced,
        give_back,
        leaning_on,
        written_by,
    )
    from .journal import Entry, audit, head, history, last_operation, operation_words, verify_chain
    from .keyring import change_password, users_of
    from .listing import Query, best, count, ids, record_ids, rows
    from .moving import Move, enact
    from .opening import create_desk, open_desk, open_with_recovery
    from .operation import Op
    from .pinyin import initials
    from .ranks import Ranks
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
    from .taking_over import take_over
    from .tallying import Tally, belonging_to, tallies
    from .undoing import revert
    from .verdicts import Life
    from .witnessing import read_witnesses, write_witnesses

_HOMES = {
    "at_once": "as_stored",
    "applying": "apply",
    "backup": "Backup last_proven list_backups make_backup prove_backup",
    "checking": "check rebuild_search",
    "desk": "Desk",
    "erasing": "blanked erase erased_of erasures_aside redacted",
    "exchanging": "chosen forget_acked held mark_acknowledged mark_sent note_acked outgoing owners tombstones travelling_keys waiting",
    "folder": "desk_exists discard_desk",
    "journal": "Entry audit head history last_operation operation_words verify_chain",
    "giving_back": "all_from changed_after forget_replaced give_back leaning_on written_by",
    "keyring": "change_password users_of",
    "listing": "Query best count ids record_ids rows",
    "moving": "Move enact",
    "opening": "create_desk open_desk open_with_recovery",
    "operation": "Op",
    "pinyin": "initials",
    "ranks": "Ranks",
    "reading": "Between S chunks count_by get listed organizations_of values_ever values_of",
    "restoring": "restore_backup",
    "settling": "Unsettled settle unsettled",
    "staging": "Difference RefusedRow Staging stage",
    "taking_over": "take_over",
    "tallying": "Tally belonging_to tallies",
    "undoing": "revert",
    "verdicts": "Life",
    "witnessing": "read_witnesses write_witnesses",
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
    "Ranks",
    "RefusedRow",
    "S",
    "Session",
    "Staging",
    "Tally",
    "Unsettled",
    "all_from",
    "apply",
    "as_stored",
    "audit",
    "belonging_to",
    "best",
    "blanked",
    "change_password",
    "changed_after",
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
    "forget_acked",
    "forget_replaced",
    "get",
    "give_back",
    "head",
    "held",
    "history",
    "ids",
    "initials",
    "last_operation",
    "last_proven",
    "leaning_on",
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
    "read_witnesses",
    "rebuild_search",
    "record_ids",
    "redacted",
    "restore_backup",
    "revert",
    "rows",
    "settle",
    "stage",
    "take_over",
    "tallies",
    "tombstones",
    "travelling_keys",
    "unsettled",
    "users_of",
    "values_ever",
    "values_of",
    "verify_chain",
    "waiting",
    "write_witnesses",
    "written_by",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
