"""Suite SM1 for offices that must use commercial cryptography (国密): SM2, SM3, SM4 behind the calls of `suite.Suite`.

Signatures are SM2 with SM3 (GB/T 32918, DER), the content key is sealed by SM2 (DER, C1C3C2), the content by SM4 in
counter mode; its integrity is the signed cover's `sealed_sm3`, checked before anything is opened. The openssl command
line opens all of it. SM2 comes from GmSSL where there is a wheel of it, else from a slower pure Python one.
"""

import base64
import importlib.util
import os
import secrets
from collections.abc import Callable, Sequence
from typing import IO, Any, Final, Protocol

from cso_desk.packages.refusals import Refusal
from cso_desk.packages.suite import BLOCK, Digester, Envelope, Readable

SM2_ID: Final = b"1234567812345678"
"""The signer's id of GB/T 35276, which openssl calls distid."""

PUBLIC_LENGTH: Final = 64
KEY_LENGTH: Final = 16
_NUMBER: Final = 32
_MAX_SIGNATURE: Final = 72
_ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class Curve(Protocol):
    """What of SM2 the suite needs; keys are raw, signatures and sealed keys DER."""

    def public(self, private: bytes) -> bytes:
        """Return X ‖ Y of a private key."""

    def sign(self, private: bytes, public: bytes, message: bytes) -> bytes:
        """Return a signature over `message`."""

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature of sound form holds."""

    def seal(self, public: bytes, content: bytes) -> bytes:
        """Return `content` sealed to `public`."""

    def open(self, private: bytes, sealed: bytes) -> bytes:
        """Return what was sealed; raises ValueError."""


class GmsslCurve:
    """SM2 by GmSSL."""

    def public(self, private: bytes) -> bytes:
        """Return X ‖ Y of a private key."""
        return pure_curve().public(private)

    def sign(self, private: bytes, public: bytes, message: bytes) -> bytes:
        """Return a signature over `message`."""
        import gmssl_pyx

        return bytes(gmssl_pyx.sm2_sign(private, public, message, SM2_ID))

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature holds."""
        import gmssl_pyx

        return bool(gmssl_pyx.sm2_verify(public, message, signature, SM2_ID))

    def seal(self, public: bytes, content: bytes) -> bytes:
        """Return `content` sealed to `public`."""
        import gmssl_pyx

        return bytes(gmssl_pyx.sm2_encrypt(public, content))

    def open(self, private: bytes, sealed: bytes) -> bytes:
        """Return what was sealed; raises ValueError."""
        import gmssl_pyx

        try:
            return bytes(gmssl_pyx.sm2_decrypt(private, sealed))
        except (gmssl_pyx.GmsslInnerError, gmssl_pyx.InvalidValueError) as error:
            raise ValueError(str(error)) from error


class PureCurve:
    """SM2 in pure Python, for systems without a wheel of GmSSL."""

    def public(self, private: bytes) -> bytes:
        """Return X ‖ Y of a private key."""
        from gmalg import SM2

        whole: bytes = SM2(private).generate_pk(private)
        return whole[1:]

    def sign(self, private: bytes, public: bytes, message: bytes) -> bytes:
        """Return a signature over `message`."""
        from gmalg import SM2

        signer = SM2(private, SM2_ID, b"\x04" + public)
        return write_signature(*signer.sign(message))

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether a signature holds."""
        from gmalg import SM2

        numbers = [number.to_bytes(_NUMBER, "big") for number in read_signature(signature)]
        return bool(SM2(uid=SM2_ID, pk=b"\x04" + public).verify(message, *numbers))

    def seal(self, public: bytes, content: bytes) -> bytes:
        """Return `content` sealed to `public`."""
        from gmalg import SM2

        plain: bytes = SM2(pk=b"\x04" + public).encrypt(content)
        x, y, rest = plain[1:33], plain[33:65], plain[65:]
        return _der(0x30, _integer(x) + _integer(y) + _der(4, rest[:32]) + _der(4, rest[32:]))

    def open(self, private: bytes, sealed: bytes) -> bytes:
        """Return what was sealed; raises ValueError."""
        from gmalg import SM2
        from gmalg.errors import GMError

        x, y, check, content = _parts(sealed)
        whole = b"\x04" + x.rjust(_NUMBER, b"\0") + y.rjust(_NUMBER, b"\0") + check + content
        try:
            return bytes(SM2(private).decrypt(whole))
        except GMError as error:
            raise ValueError(str(error)) from error


def pure_curve() -> Curve:
    """Return the SM2 that every system has."""
    return PureCurve()


def best_curve() -> Curve:
    """Return the fastest SM2 of this system."""
    return GmsslCurve() if importlib.util.find_spec("gmssl_pyx") is not None else pure_curve()


class SM1:
    """SM2 signatures and keys, SM3, SM4 in counter mode; `curve` is chosen when it is first used."""

    name = "SM1"
    public_length = PUBLIC_LENGTH

    def __init__(self, curve: Callable[[], Curve] = best_curve) -> None:
        self._curve = curve

    def new_private(self) -> bytes:
        """Return a fresh private key."""
        return _random_number()

    def sign_public(self, private: bytes) -> bytes:
        """Return the public half of a signing key."""
        return self._curve().public(private)

    def seal_public(self, private: bytes) -> bytes:
        """Return the public half of a sealing key."""
        return self._curve().public(private)

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return a DER signature over `message`."""
        return self._curve().sign(private, self.sign_public(private), message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature holds; false for keys and signatures of another form than ours too."""
        try:
            if len(public) != PUBLIC_LENGTH or not is_signature(signature):
                return False
            return self._curve().verify(public, signature, message)
        except (ValueError, ArithmeticError, RuntimeError):
            return False

    def wrap(self, plain: Readable, sealed: IO[bytes], recipients: Sequence[bytes]) -> Envelope:
        """Seal all of `plain` under a fresh key, and that key to the first recipient."""
        key, start = os.urandom(KEY_LENGTH), os.urandom(KEY_LENGTH)
        _through(_cipher(key, start).encryptor(), plain, sealed)
        return Envelope(self._curve().seal(recipients[0], key), start.hex())

    def unwrap(
        self, sealed: Readable, plain: IO[bytes], private: bytes, envelope: Envelope
    ) -> None:
        """Open `sealed` into `plain`; raises `Refusal` NOT_FOR_ME or MALFORMED."""
        try:
            key = self._curve().open(private, envelope.key)
            start = bytes.fromhex(envelope.iv)
        except (ValueError, IndexError, ArithmeticError, RuntimeError) as error:
            raise Refusal("NOT_FOR_ME", f"SM2: {error}") from error
        if len(key) != KEY_LENGTH or len(start) != KEY_LENGTH:
            raise Refusal("MALFORMED", "key or start of the counter")
        _through(_cipher(key, start).decryptor(), sealed, plain)

    def hash(self) -> Digester:
        """Return a fresh SM3."""
        return Sm3()


class Sm3:
    """SM3 in the shape of hashlib's objects."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.hashes import SM3, Hash

        self._hash = Hash(SM3())

    def update(self, data: bytes, /) -> None:
        """Take in more."""
        self._hash.update(data)

    def hexdigest(self) -> str:
        """Return the digest of what was taken in so far."""
        return self._hash.copy().finalize().hex()


def openssl_key(private: bytes, public: bytes) -> str:
    """Return a private key as openssl reads it (SEC 1, PEM); as secret as the key itself."""
    curve = bytes.fromhex("06082a811ccf5501822d")
    content = b"\x02\x01\x01" + _der(4, private) + _der(0xA0, curve)
    content += _der(0xA1, _der(3, b"\0\x04" + public))
    text = base64.b64encode(_der(0x30, content)).decode("ascii")
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join(("-----BEGIN EC PRIVATE KEY-----", *lines, "-----END EC PRIVATE KEY-----\n"))


def is_signature(signature: bytes) -> bool:
    """Tell whether these bytes are the one DER form of a signature (two numbers below the order of the curve)."""
    try:
        numbers = read_signature(signature)
    except (ValueError, IndexError):
        return False
    return all(0 < number < _ORDER for number in numbers)


def read_signature(signature: bytes) -> tuple[int, int]:
    """Return the two numbers of a DER signature; raises ValueError or IndexError for any other form."""
    tag, content = _take(signature)[:2]
    first = _take(content)
    second = _take(first[2])
    one, two = (int.from_bytes(part[1], "big") for part in (first, second))
    if tag != 0x30 or len(signature) > _MAX_SIGNATURE:
        raise ValueError("not a signature")
    if write_signature(*(n.to_bytes(_NUMBER, "big") for n in (one, two))) != signature:
        raise ValueError("not the one form of a signature")
    return one, two


def write_signature(one: bytes, two: bytes) -> bytes:
    """Return two numbers of 32 bytes as DER."""
    return _der(0x30, _integer(one) + _integer(two))


def _random_number() -> bytes:
    """Return a random number between 1 and the order of the curve less 2."""
    return (secrets.randbelow(_ORDER - 2) + 1).to_bytes(_NUMBER, "big")


def _cipher(key: bytes, start: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.SM4(key), modes.CTR(start))


def _through(engine: Any, source: Readable, target: IO[bytes]) -> None:
    while block := source.read(BLOCK):
        target.write(engine.update(block))
    target.write(engine.finalize())


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x81" + bytes([size])
    return bytes([tag]) + length + content


def _integer(number: bytes) -> bytes:
    plain = number.lstrip(b"\0") or b"\0"
    return _der(2, b"\0" + plain if plain[0] & 0x80 else plain)


def _take(data: bytes) -> tuple[int, bytes, bytes]:
    """Split off the first DER element: its tag, its content, the rest; raises ValueError or IndexError."""
    size, start = data[1], 2
    if size == 0x81:
        size, start = data[2], 3
    elif size > 0x80:
        raise ValueError("long DER element")
    content = data[start : start + size]
    if len(content) != size:
        raise ValueError("cut DER element")
    return data[0], content, data[start + size :]


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return X, Y, check and content of a sealed key."""
    tag, rest, behind = _take(sealed)
    found = []
    while rest:
        _, content, rest = _take(rest)
        found.append(content)
    if tag != 0x30 or behind or len(found) != 4:
        raise ValueError("form of a sealed key")
    x, y = (part.lstrip(b"\0") for part in found[:2])
    return x, y, found[2], found[3]
