"""单位证书: the request, the certificate, the chain, and what a chain proves.

Forms and rules: packages.md 1.5. What is signed are the stored bytes, never an object written anew.
"""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Literal

import msgspec

from cso_desk.errors import Trouble
from cso_desk.packages.canonical import read_json, read_object
from cso_desk.packages.keys import UnitKeys, confirm_fingerprint
from cso_desk.packages.refusals import Refusal, parsing, worded
from cso_desk.packages.suite import suite_of
from cso_desk.packages.units import Level, Name, Party, UnitHead, UnitId, check_shown
from cso_desk.sorted_json import sorted_json

Inside = Callable[[str, str], bool]
"""`inside(unit, above)`: whether `unit` is `above` itself or lies below it in the division tree."""

Revoked = Mapping[str, Mapping[str, int]]
"""Keys no longer in use: 单位核对码 → {instance: last good seq}."""

MAX_CHAIN_LENGTH: Final = 8
MAX_REQUEST_BYTES: Final = 4096

_CERT_DOMAIN: Final = b"csopkg/1 cert\n"
_REQUEST_DOMAIN: Final = b"csopkg/1 request\n"
_REQUEST_TAIL: Final = re.compile(rb',"sig":"((?:[0-9a-f]{2}){64,72})"\}\n?\Z')
_HEX_SIGNATURE: Final = re.compile(r"(?:[0-9a-f]{2}){64,72}")

_Key = Annotated[str, msgspec.Meta(pattern=r"^(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)$")]
_KeyId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
_Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signed statement: this name and these keys belong to this unit, which may speak for `scope`.

    `type` is `self` for the first of a chain, else `unit`; `scope` are unit ids, each with all below it; `issued` and
    `not_after` are days; `roles` are words for the use case that takes packages in.
    """

    v: Literal[1]
    type: Literal["self", "unit"]
    serial: Annotated[int, msgspec.Meta(ge=0)]
    subject: UnitId
    name: Name
    scope: Annotated[tuple[UnitId, ...], msgspec.Meta(min_length=1, max_length=64)]
    sign: _Key
    seal: _Key
    suite: str
    issuer: UnitId
    issuer_key: _KeyId
    issued: _Day
    roles: Annotated[tuple[str, ...], msgspec.Meta(max_length=16)]
    not_after: _Day | msgspec.UnsetType = msgspec.UNSET

    @property
    def party(self) -> Party:
        """The certified unit with its raw public keys."""
        return Party(self.subject, self.name, _raw_key(self.sign), _raw_key(self.seal))

    @property
    def fingerprint(self) -> str:
        """The certified unit's 单位核对码."""
        return self.party.fingerprint

    def covers(self, unit: str, inside: Inside) -> bool:
        """Whether this certificate lets its unit speak for `unit`."""
        return any(inside(unit, above) for above in self.scope)


@dataclass(frozen=True)
class Chain:
    """Certificates from the first issuer down to the sender, with the bytes of chain.json."""

    raw: bytes
    certificates: tuple[Certificate, ...]

    @property
    def subject(self) -> Certificate:
        """The last certificate: whose chain this is."""
        return self.certificates[-1]

    @property
    def issuer(self) -> Certificate:
        """The certificate of the unit that issued the last one (itself, in a chain of one)."""
        return self.certificates[-2] if self.enrolled else self.certificates[-1]

    @property
    def enrolled(self) -> bool:
        """Whether another unit has certified this one."""
        return len(self.certificates) > 1


@dataclass(frozen=True)
class Request:
    """A checked certificate request: who asks, with which public keys."""

    unit: str
    name: str
    level: Level
    sign: bytes
    seal: bytes
    suite: str

    @property
    def party(self) -> Party:
        """The asking unit with its raw public keys."""
        return Party(self.unit, self.name, self.sign, self.seal)

    @property
    def fingerprint(self) -> str:
        """The asking unit's 单位核对码."""
        return self.party.fingerprint


@dataclass(frozen=True)
class Anchor:
    """A key that this desk trusts by itself.

    `vouches` is true for the desk's own key (whom it certified, and whom they certified, is trusted too) and false for
    a pinned parent (it alone is trusted). A key that vouches for `subjects` alone (单位核对码) is one that this desk
    used before: it proves the certificates that it issued, and nothing else any more.
    """

    fingerprint: str
    vouches: bool
    subjects: frozenset[str] | None = None


class _RequestBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    unit: UnitId
    name: Name
    level: Level
    sign: _Key
    seal: _Key
    suite: str


def make_request(keys: UnitKeys, unit: UnitHead) -> bytes:
    """Return the request file: one JSON object whose last member `sig` signs the object without it."""
    body = sorted_json(
        {
            "v": 1,
            "unit": unit.unit,
            "name": unit.name,
            "level": unit.level,
            "sign": _text_key(keys.sign_public),
            "seal": _text_key(keys.seal_public),
            "suite": keys.suite_name,
        }
    )
    signature = keys.suite.sign(keys.sign_private, _REQUEST_DOMAIN + body)
    return body[:-1] + b',"sig":"' + signature.hex().encode("ascii") + b'"}\n'


def read_request(raw: bytes) -> Request:
    """Check a request file; raises `Refusal` MALFORMED, TOO_BIG, BAD_SUITE or BAD_SIGNATURE."""
    with worded("单位证书申请"):
        return _read_request(raw)


def _read_request(raw: bytes) -> Request:
    if len(raw) > MAX_REQUEST_BYTES:
        raise Refusal("TOO_BIG", "request")
    tail = _REQUEST_TAIL.search(raw)
    if tail is None:
        raise Refusal("MALFORMED", "request without signature")
    body = raw[: tail.start()] + b"}"
    with parsing("request"):
        head = msgspec.convert(read_object(body), _RequestBody)
        check_shown(head.name)
        sign, seal = _suited_key(head.sign, head.suite), _suited_key(head.seal, head.suite)
    signature = bytes.fromhex(tail.group(1).decode("ascii"))
    if not suite_of(head.suite).verify(sign, signature, _REQUEST_DOMAIN + body):
        raise Refusal("BAD_SIGNATURE", "request")
    return Request(head.unit, head.name, head.level, sign, seal, head.suite)


def self_chain(keys: UnitKeys, unit: UnitHead, scope: Sequence[str], issued: date) -> Chain:
    """Return the chain of a desk that nobody has certified: its own certificate, signed by itself."""
    certificate = Certificate(
        v=1,
        type="self",
        serial=0,
        subject=unit.unit,
        name=unit.name,
        scope=tuple(scope),
        sign=_text_key(keys.sign_public),
        seal=_text_key(keys.seal_public),
        suite=keys.suite_name,
        issuer=unit.unit,
        issuer_key=keys.fingerprint,
        issued=issued.isoformat(),
        roles=("issue",),
    )
    return read_chain(_append(b"[]", certificate, keys))


def issue(
    keys: UnitKeys,
    own_chain: Chain,
    request: Request,
    expected_fingerprint: str,
    *,
    scope: Sequence[str],
    serial: int,
    issued: date,
    roles: Sequence[str],
    inside: Inside,
) -> bytes:
    """Return the chain.json text that certifies `request`: the issuer's own chain first.

    `own_chain` comes from `self_chain`, or from `accept` where this desk is enrolled itself. Raises `Problems` when the
    typed 单位核对码 is not the request's, `Trouble` OUT_OF_SCOPE when `scope` reaches beyond the issuer's own.
    """
    confirm_fingerprint(request.fingerprint, expected_fingerprint)
    issuer = own_chain.subject
    if issuer.fingerprint != keys.fingerprint:
        raise ValueError("the chain belongs to other keys")
    if not all(issuer.covers(unit, inside) for unit in scope):
        message = "申请单位不在本单位的管辖范围内，没有发证；请核对申请单位的名称和上级。"
        raise Trouble("OUT_OF_SCOPE", message)
    certificate = Certificate(
        v=1,
        type="unit",
        serial=serial,
        subject=request.unit,
        name=request.name,
        scope=tuple(scope),
        sign=_text_key(request.sign),
        seal=_text_key(request.seal),
        suite=request.suite,
        issuer=issuer.subject,
        issuer_key=issuer.fingerprint,
        issued=issued.isoformat(),
        roles=tuple(roles),
    )
    return read_chain(_append(own_chain.raw, certificate, keys)).raw


def accept(raw: bytes, keys: UnitKeys, expected_fingerprint: str) -> Chain:
    """Check an issued chain before this desk keeps it and pins its issuer.

    Raises `Refusal` MALFORMED or BAD_CHAIN, NOT_FOR_ME when it certifies other keys than `keys`, and `Problems` when
    the typed 单位核对码 of the issuer is not the chain's.
    """
    with worded("单位证书"):
        chain = read_chain(raw)
        if not chain.enrolled:
            raise Refusal("BAD_CHAIN", "not issued by another unit")
        if chain.subject.fingerprint != keys.fingerprint:
            raise Refusal("NOT_FOR_ME", "certificate of other keys")
    confirm_fingerprint(chain.issuer.fingerprint, expected_fingerprint)
    return chain


def read_chain(raw: bytes) -> Chain:
    """Parse chain.json and check that each certificate is signed by the one before it.

    Says nothing yet of trust: see `check_chain`. Raises `Refusal` MALFORMED, BAD_SUITE or BAD_CHAIN.
    """
    with parsing("chain.json"):
        pairs = msgspec.convert(read_json(raw), list[tuple[str, str]])
        if not 1 <= len(pairs) <= MAX_CHAIN_LENGTH:
            raise ValueError("length of the chain")
        certificates = tuple(_read_certificate(text) for text, _ in pairs)
        signatures = [_read_signature(signature) for _, signature in pairs]
    issuers = (certificates[0], *certificates)
    for (text, _), signature, certificate, issuer in zip(
        pairs, signatures, certificates, issuers, strict=False
    ):
        _check_link(text.encode("utf-8"), signature, certificate, issuer)
    _check_types(certificates)
    return Chain(raw, certificates)


def check_chain(chain: Chain, anchors: Iterable[Anchor], inside: Inside) -> Certificate:
    """Return the sender's certificate when the chain hangs from one of `anchors` and its scopes nest.

    Raises `Refusal` UNKNOWN_SENDER or OUT_OF_SCOPE.
    """
    below = chain.certificates[_anchored(chain, anchors) :]
    for issuer, certificate in pairwise(below):
        if not all(issuer.covers(unit, inside) for unit in certificate.scope):
            raise Refusal("OUT_OF_SCOPE", certificate.subject)
    return chain.subject


def check_in_use(
    chain: Chain, anchors: Iterable[Anchor], revoked: Revoked, instance: str, seq: int
) -> None:
    """Raise `Refusal` REVOKED when a key of the chain below its anchor is no longer in use.

    A sender's own key stays good for what it sent up to the last good number of each instance. Raises UNKNOWN_SENDER.
    """
    for certificate in chain.certificates[_anchored(chain, anchors) + 1 : -1]:
        if certificate.fingerprint in revoked:
            raise Refusal("REVOKED", certificate.subject)
    last_good = revoked.get(chain.subject.fingerprint)
    if last_good is not None and seq > last_good.get(instance, 0):
        raise Refusal("REVOKED", chain.subject.subject)


def _anchored(chain: Chain, anchors: Iterable[Anchor]) -> int:
    trusted: dict[str, list[Anchor]] = {}
    for anchor in anchors:
        trusted.setdefault(anchor.fingerprint, []).append(anchor)
    last = len(chain.certificates) - 1
    for place in range(last, -1, -1):
        found = trusted.get(chain.certificates[place].fingerprint, ())
        if any(_carries(anchor, chain, place == last) for anchor in found):
            return place
    raise Refusal("UNKNOWN_SENDER", chain.subject.subject)


def _carries(anchor: Anchor, chain: Chain, itself: bool) -> bool:
    if anchor.subjects is not None:
        return not itself and chain.subject.fingerprint in anchor.subjects
    return itself or anchor.vouches


def _read_certificate(text: str) -> Certificate:
    certificate = msgspec.convert(read_object(text.encode("utf-8")), Certificate)
    for shown in (certificate.name, *certificate.roles):
        check_shown(shown)
    for key in (certificate.sign, certificate.seal):
        _suited_key(key, certificate.suite)
    return certificate


def _read_signature(text: str) -> bytes:
    if not _HEX_SIGNATURE.fullmatch(text):
        raise ValueError("signature is not lower-case hex digits")
    return bytes.fromhex(text)


def _check_link(text: bytes, signature: bytes, own: Certificate, issuer: Certificate) -> None:
    if (own.issuer, own.issuer_key) != (issuer.subject, issuer.fingerprint):
        raise Refusal("BAD_CHAIN", "issuer named is not the one before")
    if not suite_of(issuer.suite).verify(issuer.party.sign, signature, _CERT_DOMAIN + text):
        raise Refusal("BAD_CHAIN", "signature of a certificate")


def _check_types(certificates: Sequence[Certificate]) -> None:
    types = [certificate.type for certificate in certificates]
    if types != ["self"] + ["unit"] * (len(types) - 1):
        raise Refusal("BAD_CHAIN", "types of the certificates")
    if len({certificate.suite for certificate in certificates}) != 1:
        raise Refusal("BAD_SUITE", "mixed suites", what="混用")


def _append(raw: bytes, certificate: Certificate, keys: UnitKeys) -> bytes:
    text = sorted_json(msgspec.to_builtins(certificate))
    signature = keys.suite.sign(keys.sign_private, _CERT_DOMAIN + text)
    pairs = [*json.loads(raw), [text.decode("utf-8"), signature.hex()]]
    return sorted_json(pairs)


def _text_key(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _raw_key(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _suited_key(text: str, suite: str) -> bytes:
    """Return a raw public key; raises ValueError where it is none of that suite, `Refusal` BAD_SUITE."""
    raw = _raw_key(text)
    if len(raw) != suite_of(suite).public_length or _text_key(raw) != text:
        raise ValueError("not a key of the suite")
    return raw
