"""Choose the unit's cryptography before anybody knows its keys: A1, or SM1 with the commercial algorithms (国密)."""

from __future__ import annotations

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Peer, Setting
from cso_desk.store import Desk

from . import trust
from .done import Done

WORDS = {"A1": "通用算法（Ed25519、age）", "SM1": "国密算法（SM2、SM3、SM4）"}
"""The suites as clerks read them; all units that exchange packages use the same one."""


def suite(desk: Desk) -> str:
    """Return the name of the suite that this desk's keys belong to."""
    return trust.keys_of(desk).suite_name


def choose(desk: Desk, name: str) -> Done[str]:
    """Make new keys of a suite; the value is the new 单位核对码.

    Raises `Trouble` NO_SUITE for an unknown one, ENROLLED once another unit has this desk's keys.
    """
    from cso_desk.packages.keys import UnitKeys, make_keys

    if name not in WORDS:
        raise Trouble("NO_SUITE", f"没有“{name}”这种密码算法，请选 {'、'.join(WORDS)} 中的一种。")
    with desk.read() as session:
        if store.listed(session, Peer, limit=1):
            words = "已经和别的单位建立报送关系，密码算法不能再换；确要更换请由上级重新发证。"
            raise Trouble("ENROLLED", words)
    with desk.operation(f"本单位密码算法：{WORDS[name]}") as op:
        kept = op.session.get(Setting, trust.KEYS)
        assert kept is not None
        if kept.value["suite"] != name:
            kept.value = {**make_keys(name).to_json(), "made": op.stamp.at[:10]}
        fingerprint = UnitKeys.from_json(kept.value).fingerprint
    return Done(fingerprint, frozenset(op.changes))
