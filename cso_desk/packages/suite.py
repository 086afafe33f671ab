"""The cryptographic suite behind five calls: sign, verify, wrap, unwrap, hash.

A1 = Ed25519 signatures, age with X25519 recipients, SHA-256. A hardware key or another suite takes its place by giving
the same five calls.
"""

import hashlib
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

from cso_desk.packages import bech32
from cso_desk.packages.refusals import Refusal

if TYPE_CHECKING:
    from hashlib import _Hash

KEY_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 64
_IDENTITY: Final = "age-secret-key-"
_RECIPIENT: Final = "age"


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Suite(Protocol):
    """What a suite gives; keys are raw bytes."""

    name: str

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return the signature over `message`."""

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether `signature` over `message` was made with the private half of `public`."""

    def wrap(self, plain: Readable, sealed: IO[bytes], recipients: Sequence[bytes]) -> None:
        """Seal all of `plain` into `sealed` so that each recipient's private key opens it; raises OSError."""

    def unwrap(self, sealed: Readable, plain: IO[bytes], private: bytes) -> None:
        """Open `sealed` into `plain`; raises `Refusal` NOT_FOR_ME or MALFORMED, OSError of the disk."""

    def hash(self) -> "_Hash":
        """Return a fresh hash object."""


class A1:
    """Ed25519 (cryptography) and age X25519 (pyrage)."""

    name = "A1"

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

    def wrap(self, plain: Readable, sealed: IO[bytes], recipients: Sequence[bytes]) -> None:
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

    def unwrap(self, sealed: Readable, plain: IO[bytes], private: bytes) -> None:
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

    def hash(self) -> "_Hash":
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


_SUITES: Final[dict[str, Any]] = {A1.name: A1()}


def suite_of(name: str) -> Suite:
    """Return the suite of that name; raises `Refusal` BAD_SUITE for one that this program does not have."""
    try:
        found: Suite = _SUITES[name]
    except KeyError:
        raise Refusal("BAD_SUITE", name, what=name[:16]) from None
    return found
