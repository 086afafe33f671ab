"""The unit register (单位名册): which keys of the units below are in use, which no longer and up to which number.

Signed and numbered by the unit that issued the certificates; it travels downward word for word in the table `_register`,
with the signature and its issuer's chain, so that it can be passed on (packages.md 1.5). No clock is needed: a key that
was withdrawn is good for what it sent up to the last good number of each life of the sender's database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec

from cso_desk.packages.canonical import read_object
from cso_desk.packages.certificates import Anchor, Chain, Inside, check_chain, read_chain
from cso_desk.packages.keys import UnitKeys
from cso_desk.packages.refusals import Refusal, parsing
from cso_desk.packages.suite import suite_of
from cso_desk.packages.units import Name, UnitId, check_shown
from cso_desk.sorted_json import sorted_json

REGISTER: Final = "_register"
"""The table of the protocol in which registers travel, one a line."""

_DOMAIN: Final = b"csopkg/1 register\n"
_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_KeyId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
_Hex = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{2}){64,72}$")]
_Seq = Annotated[int, msgspec.Meta(ge=0)]
_FIELDS: Final = ("id", "register", "sig", "chain")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key of one unit: `key` is its 单位核对码, `since` the day of its certificate, `withdrawn` the day it ended.

    `last_good` is the last good number of each life of the unit's database in its stream to the issuer; it counts from
    the day on which `withdrawn` is not empty.
    """

    unit: UnitId
    name: Name
    key: _KeyId
    since: _Text
    withdrawn: _Text = ""
    reason: _Text = ""
    last_good: dict[UnitId, _Seq] = msgspec.field(default_factory=dict)


class Register(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a register says; `no` rises by one with each change, the greatest one counts."""

    v: Literal[1]
    issuer: UnitId
    issuer_name: Name
    no: Annotated[int, msgspec.Meta(ge=1, lt=2**31)]
    issued: _Text
    units: tuple[Entry, ...]


@dataclass(frozen=True)
class SignedRegister:
    """A register as it is kept and passed on: its text, the signature (hex) and the issuer's chain.json text."""

    text: str
    signature: str
    chain: str

    @property
    def register(self) -> Register:
        """What it says; nothing is proved yet. Raises `Refusal` MALFORMED."""
        with parsing("register"):
            register = msgspec.convert(read_object(self.text.encode("utf-8")), Register)
            for shown in (register.issuer_name, *(one.name for one in register.units)):
                check_shown(shown)
            return register


class _Line(msgspec.Struct, frozen=True):
    id: UnitId
    register: str
    sig: _Hex
    chain: str


def sign_register(register: Register, keys: UnitKeys, chain: Chain) -> SignedRegister:
    """Return the register signed by its issuer, whose own chain is `chain`."""
    text = sorted_json(msgspec.to_builtins(register))
    signature = keys.suite.sign(keys.sign_private, _DOMAIN + text)
    return SignedRegister(text.decode("utf-8"), signature.hex(), chain.raw.decode("utf-8"))


def check_register(signed: SignedRegister, anchors: Iterable[Anchor], inside: Inside) -> Register:
    """Return the register when its issuer signed it and is trusted.

    Raises `Refusal` MALFORMED, BAD_CHAIN, BAD_SIGNATURE, UNKNOWN_SENDER or OUT_OF_SCOPE.
    """
    register = signed.register
    with parsing("chain of a register"):
        chain = read_chain(signed.chain.encode("utf-8"))
    issuer = chain.subject
    if issuer.subject != register.issuer:
        raise Refusal("BAD_CHAIN", "certificate of another unit than the issuer")
    text = _DOMAIN + signed.text.encode("utf-8")
    with parsing("signature of a register"):
        signature = bytes.fromhex(signed.signature)
    if not suite_of(issuer.suite).verify(issuer.party.sign, signature, text):
        raise Refusal("BAD_SIGNATURE", "register")
    check_chain(chain, anchors, inside)
    return register


def register_rows(registers: Iterable[SignedRegister]) -> list[dict[str, object]]:
    """Return the lines that carry registers in a package, one for each issuer."""
    by_issuer = {one.register.issuer: one for one in registers}
    return [
        {"id": issuer, "register": one.text, "sig": one.signature, "chain": one.chain}
        for issuer, one in sorted(by_issuer.items())
    ]


def register_schema() -> list[Mapping[str, object]]:
    """Return the Frictionless fields of the table of registers."""
    return [{"name": name, "type": "string"} for name in _FIELDS]


def read_registers(rows: Iterable[Mapping[str, Any]]) -> list[SignedRegister]:
    """Return the registers that a package carries; nothing is proved yet. Raises `Refusal` MALFORMED."""
    with parsing(REGISTER):
        lines = [msgspec.convert(dict(row), _Line) for row in rows]
        return [SignedRegister(line.register, line.sig, line.chain) for line in lines]
