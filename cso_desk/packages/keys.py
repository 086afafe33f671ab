"""A unit's keys and the 单位核对码 (fingerprint) that people compare on paper."""

import base64
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Self

from cso_desk.errors import Problem, Problems
from cso_desk.packages.suite import A1, KEY_LENGTH, Suite, age_identity, suite_of

FINGERPRINT_LENGTH: Final = 32


def fingerprint_of(sign: bytes, seal: bytes) -> str:
    """Return the 单位核对码: the first 32 hex digits of SHA-256(sign ‖ seal) over raw public keys."""
    return hashlib.sha256(sign + seal).hexdigest()[:FINGERPRINT_LENGTH]


def grouped(fingerprint: str) -> str:
    """Return a 单位核对码 as people read it: 8 groups of 4, in capitals."""
    groups = [fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4)]
    return " ".join(groups).upper()


def typed_fingerprint(text: str) -> str:
    """Return a typed 单位核对码 in the form of `fingerprint_of`: spaces, hyphens, case and full width do not count."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).replace("-", "").lower()


def confirm_fingerprint(found: str, typed: str) -> None:
    """Compare what the other side's paper shows with what its file holds.

    Raises `Problems` (field `fingerprint`) when `typed` is not a whole 单位核对码 or differs from `found`.
    """
    wanted = typed_fingerprint(typed)
    if len(wanted) != FINGERPRINT_LENGTH or not set(wanted) <= set("0123456789abcdef"):
        message = (
            "单位核对码应为 32 位（8 组，每组 4 位，由数字和 A 至 F 组成），请照对方纸面再输一遍。"
        )
        raise Problems([Problem("", "fingerprint", "fingerprint_incomplete", message)])
    if wanted != found:
        message = (
            "单位核对码与文件里的不一致，没有办理；请照对方盖章的《单位核对表》再核对一遍，"
            "仍不一致就请对方重新生成文件。"
        )
        raise Problems([Problem("", "fingerprint", "fingerprint_differs", message)])


@dataclass(frozen=True)
class UnitKeys:
    """One unit's key pairs; private halves are 32 raw bytes each. Never shown: only the store keeps them."""

    sign_private: bytes = field(repr=False)
    seal_private: bytes = field(repr=False)
    suite_name: str = A1.name

    def __post_init__(self) -> None:
        if len(self.sign_private) != KEY_LENGTH or len(self.seal_private) != KEY_LENGTH:
            raise ValueError("a private key has 32 bytes")

    @property
    def suite(self) -> Suite:
        """The suite that these keys belong to."""
        return suite_of(self.suite_name)

    @cached_property
    def sign_public(self) -> bytes:
        """The key that proves this unit's signatures."""
        return self.suite.sign_public(self.sign_private)

    @cached_property
    def seal_public(self) -> bytes:
        """The key to which others seal what is for this unit."""
        return self.suite.seal_public(self.seal_private)

    @cached_property
    def fingerprint(self) -> str:
        """The 单位核对码, 32 hex digits."""
        return fingerprint_of(self.sign_public, self.seal_public)

    @property
    def age_identity(self) -> str:
        """The private seal key of suite A1 for the `age` program; as secret as the keys themselves."""
        return age_identity(self.seal_private)

    @property
    def opening_key(self) -> str:
        """The private seal key as the outside program takes it: an age identity, or PEM for openssl in SM1."""
        if self.suite_name == A1.name:
            return self.age_identity + "\n"
        from cso_desk.packages.suite_sm1 import openssl_key

        return openssl_key(self.seal_private, self.seal_public)

    def to_json(self) -> dict[str, str]:
        """Return the private halves and the suite as JSON values, for the encrypted store only."""
        return {
            "suite": self.suite_name,
            "sign_private": base64.b64encode(self.sign_private).decode("ascii"),
            "seal_private": base64.b64encode(self.seal_private).decode("ascii"),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, str]) -> Self:
        """Return the keys that `to_json` described; raises ValueError or KeyError when it is not that."""
        return cls(
            base64.b64decode(values["sign_private"], validate=True),
            base64.b64decode(values["seal_private"], validate=True),
            values["suite"],
        )


def make_keys(suite_name: str = A1.name) -> UnitKeys:
    """Return fresh keys of a suite from the system's random source; raises `Refusal` BAD_SUITE."""
    suite = suite_of(suite_name)
    return UnitKeys(suite.new_private(), suite.new_private(), suite_name)
