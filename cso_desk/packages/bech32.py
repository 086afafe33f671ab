"""Bech32 (BIP 173, checksum constant 1), the writing of age keys, over whole bytes."""

from collections.abc import Iterable
from typing import Final

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LENGTH: Final = 6


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lower-case Bech32 text under the lower-case `prefix`."""
    words = _to_words(data)
    seed = _spread(prefix) + words + [0] * _CHECK_LENGTH
    check = _remainder(seed) ^ 1
    words += [check >> 5 * (_CHECK_LENGTH - 1 - place) & 31 for place in range(_CHECK_LENGTH)]
    return prefix + "1" + "".join(_LETTERS[word] for word in words)


def decode(prefix: str, text: str) -> bytes:
    """Return the bytes behind Bech32 `text` (all lower or all upper case); raises ValueError when it is not that."""
    if text not in (text.lower(), text.upper()):
        raise ValueError("mixed case")
    head, _, body = text.lower().rpartition("1")
    if head != prefix:
        raise ValueError("other prefix")
    words = [_LETTERS.index(letter) for letter in body]
    if _remainder(_spread(prefix) + words) != 1:
        raise ValueError("wrong check letters")
    return _to_bytes(words[:-_CHECK_LENGTH])


def _spread(prefix: str) -> list[int]:
    codes = [ord(letter) for letter in prefix]
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _remainder(words: Iterable[int]) -> int:
    state = 1
    for word in words:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                state ^= generator
    return state


def _to_words(data: bytes) -> list[int]:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]


def _to_bytes(words: list[int]) -> bytes:
    bits = "".join(f"{word:05b}" for word in words)
    whole = len(bits) // 8 * 8
    if len(bits) - whole >= 5 or "1" in bits[whole:]:
        raise ValueError("loose bits")
    return bytes(int(bits[start : start + 8], 2) for start in range(0, whole, 8))
