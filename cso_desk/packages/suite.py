"""The cryptographic suite behind five calls: sign, verify, wrap, unwrap, hash.

A1 = Ed25519 signatures, age with X25519 recipients, SHA-256. SM1 (suite_sm1.py) and, later, a hardware key take its
place by giving the same calls.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO, Final, Protocol

from cso_desk.packages import bech32
from cso_desk.packages.refusals import Refusal

BLOCK: Final = 1024 * 1024
KEY_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 64
_IDENTITY: Final = "age-secret-key-"
_RECIPIENT: Final = "age"


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Digester(Protocol):
    """A hash that is fed piece by piece."""

    def update(self, data: bytes, /) -> None:
        """Take in more."""

    def hexdigest(self) -> str:
        """Return the digest of what was taken in so far, in lower-case hex."""


@dataclass(frozen=True)
class Envelope:
    """What a suite needs beside the sealed content: the sealed content key and where its counter starts (hex)."""

    key: bytes = b""
    iv: str = ""


class Suite(Protocol):
    """What a suite gives; keys are raw bytes, private ones of 32, public ones of `public_length`."""

    name: str
    public_length: int

    def new_private(self) -> bytes:
        """Return a fresh private key from the system's random source."""

    def sign_public(self, private: bytes) -> bytes:
        """Return the public half of a signing key."""

    def seal_public(self, private: bytes) -> bytes:
        """Return the public half of a sealing key."""

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the signature over `message`."""

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether `signature` over `message` was made with the private half of `public`."""

    def wrap(self, plain: Readable, sealed: IO[bytes], recipients: Sequence[bytes]) -> Envelope:
        """Seal all of `plain` into `sealed` so that the first recipient's private key opens it, with the envelope.

        Suites that can let the other recipients open it too do; raises OSError.
        """

    def unwrap(
        self, sealed: Readable, plain: IO[bytes], private: bytes, envelope: Envelope
    ) -> None:
        """Open `sealed` into `plain`; raises `Refusal` NOT_FOR_ME or MALFORMED, OSError of the disk."""

    def hash(self) -> Digester:
        """Return a fresh hash object."""


class A1:
    """Ed25519 (cryptography) and age X25519 (pyrage)."""

    name = "A1"
    public_length = KEY_LENGTH

    def new_private(self) -> bytes:
        """Return 32 bytes of the system's random source."""
        return os.urandom(KEY_LENGTH)

    def sign_public(self, private: bytes) -> bytes:
        """Return the Ed25519 public key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def seal_public(self, private: bytes) -> bytes:
        """Return the X25519 public key."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return 64 bytes over `message`."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature holds; false for keys and signatures of a wrong length too."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def wrap(self, plain: Readable, sealed: IO[bytes], recipients: Sequence[bytes]) -> Envelope:
        """Seal as an age file for X25519 recipients, in constant memory."""
        import pyrage

        keys = [pyrage.x25519.Recipient.from_str(age_recipient(key)) for key in recipients]
        guarded = _Guarded(sealed)
        try:
            pyrage.encrypt_io(plain, guarded, keys)
        except (pyrage.EncryptError, OSError):
            guarded.tell_of_disk()
            raise
        guarded.tell_of_disk()
        return Envelope()

    def unwrap(
        self, sealed: Readable, plain: IO[bytes], private: bytes, envelope: Envelope
    ) -> None:
        """Open an age file, in constant memory."""
        import pyrage

        identity = pyrage.x25519.Identity.from_str(age_identity(private))
        guarded = _Guarded(plain)
        try:
            pyrage.decrypt_io(sealed, guarded, [identity])
        except (pyrage.DecryptError, OSError) as error:
            guarded.tell_of_disk()
            code = "NOT_FOR_ME" if "matching keys" in str(error) else "MALFORMED"
            raise Refusal(code, f"age: {error}") from error
        guarded.tell_of_disk()

    def hash(self) -> Digester:
        """Return a SHA-256 object."""
        return hashlib.sha256()


class _Guarded:
    """Remembers the disk's own error: pyrage hides it behind its own, or loses it in its last write."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except OSError as error:
            self._error = error
            raise

    def flush(self) -> None:
        self._target.flush()

    def tell_of_disk(self) -> None:
        if self._error is not None:
            raise self._error


def age_identity(private: bytes) -> str:
    """Return a raw X25519 private key as age writes it (`AGE-SECRET-KEY-1…`)."""
    return bech32.encode(_IDENTITY, private).upper()


def age_recipient(public: bytes) -> str:
    """Return a raw X25519 public key as age writes it (`age1…`)."""
    return bech32.encode(_RECIPIENT, public)


NAMES: Final = ("A1", "SM1")
"""The suites that this program has, the default first."""


@cache
def suite_of(name: str) -> Suite:
    """Return the suite of that name; raises `Refusal` BAD_SUITE for one that this program does not have."""
    if name == "A1":
        return A1()
    if name == "SM1":
        from cso_desk.packages.suite_sm1 import SM1

        return SM1()
    raise Refusal("BAD_SUITE", name, what=name[:16])


def digest_by(suite_name: str, data: bytes) -> str:
    """Return the digest of `data` by a suite's own hash, in lower-case hex."""
    digester = suite_of(suite_name).hash()
    digester.update(data)
    return digester.hexdigest()
