"""New keys that the former ones vouch for: a unit asks its superior for a new certificate, a superior renews those below.

Both files are one JSON object whose last member `sig` is made by the former key over the object without it. `good` is the
last number that the former key sent in each life of the database to whom the file goes, so that what is on its way
still counts (packages.md 1.5).
"""

import re
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from cso_desk.packages.canonical import read_object
from cso_desk.packages.certificates import Request, read_request
from cso_desk.packages.keys import UnitKeys, fingerprint_of
from cso_desk.packages.refusals import Refusal, parsing, worded
from cso_desk.packages.suite import suite_of
from cso_desk.packages.units import UnitId
from cso_desk.sorted_json import sorted_json

_DOMAINS: Final = {"rotation": b"csopkg/1 rotation\n", "renewal": b"csopkg/1 renewal\n"}
_TAIL: Final = re.compile(rb',"sig":"((?:[0-9a-f]{2}){64,72})"\}\n?\Z')
_MOST_BYTES: Final = 256 * 1024
_KeyId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
_Seq = Annotated[int, msgspec.Meta(ge=0)]

Kind = Literal["rotation", "renewal"]
Good = dict[UnitId, _Seq]


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: Literal[1]
    type: Kind
    old: _KeyId
    good: Good
    content: str


@dataclass(frozen=True)
class Succession:
    """A file that a former key signed; who holds that key is proved by `check`."""

    kind: Kind
    old: str
    good: Good
    content: bytes
    _signed: bytes
    _signature: bytes

    def check(self, sign: bytes, seal: bytes, suite: str) -> None:
        """Raise `Refusal` BAD_SIGNATURE unless the unit with these public keys signed it."""
        signed = _DOMAINS[self.kind] + self._signed
        same = fingerprint_of(sign, seal) == self.old
        if not same or not suite_of(suite).verify(sign, self._signature, signed):
            raise Refusal("BAD_SIGNATURE", "not signed by the key in use")

    @property
    def request(self) -> Request:
        """The request for the new keys; raises `Refusal`."""
        return read_request(self.content)


def make_succession(kind: Kind, old: UnitKeys, good: Good, content: bytes) -> bytes:
    """Return the file: `content` is the request of the new keys, or the renewed chain.json."""
    body = sorted_json(
        {
            "v": 1,
            "type": kind,
            "old": old.fingerprint,
            "good": good,
            "content": content.decode("utf-8"),
        }
    )
    signature = old.suite.sign(old.sign_private, _DOMAINS[kind] + body)
    return body[:-1] + b',"sig":"' + signature.hex().encode("ascii") + b'"}\n'


def read_succession(raw: bytes, kind: Kind) -> Succession | None:
    """Return what the file says, None where it is a plain request or chain; raises `Refusal` MALFORMED, TOO_BIG."""
    noun = "单位证书申请" if kind == "rotation" else "单位证书"
    with worded(noun):
        if len(raw) > _MOST_BYTES:
            raise Refusal("TOO_BIG", kind)
        tail = _TAIL.search(raw)
        if tail is None or f'"type":"{kind}"'.encode() not in raw:
            return None
        signed = raw[: tail.start()] + b"}"
        with parsing(kind):
            body = msgspec.convert(read_object(signed), _Body)
            if body.type != kind:
                raise ValueError("another kind of file")
        signature = bytes.fromhex(tail.group(1).decode("ascii"))
        content = body.content.encode("utf-8")
        return Succession(kind, body.old, body.good, content, signed, signature)
