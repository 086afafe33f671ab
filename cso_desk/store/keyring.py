"""Who may open a desk: the data key, wrapped by each user's password and by the recovery code.

The random 32-byte data key opens the database. `keyring.json` holds it sealed (AES-GCM) under keys
that scrypt derives from the passwords (reliability.md 1), so no password and no key is ever written.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cso_desk.clock import Clock
from cso_desk.errors import Trouble

from . import folder as places

SCRYPT_N = 2**15
"""The cost of one try at a password (n of scrypt, with r=8 and p=1: 32 MiB, about 0.1 s)."""
MIN_PASSWORD = 6
FREE_TRIES = 5
LONGEST_WAIT = 900
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_GROUPS = 8


class WrongSecret(Exception):
    """The password or the code does not open the key."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The wrapped data key: one slot a user, one for the recovery code."""

    users: Mapping[str, Mapping[str, Any]]
    recovery: Mapping[str, Any]

    @classmethod
    def from_bytes(cls, content: bytes) -> Keyring:
        """Return the keyring that `to_bytes` wrote. Raises `Trouble` DAMAGED."""
        try:
            found = json.loads(content)
            ring = cls(dict(found["users"]), dict(found["recovery"]))
            # Without this a damaged file would be told as a wrong password.
            if found["sum"] != ring._sum():
                raise ValueError("sum")
            return ring
        except (ValueError, KeyError, TypeError) as error:
            raise Trouble(
                "DAMAGED", "密码文件 keyring.json 已损坏，请从备份还原，或用备份里的同名文件换回。"
            ) from error

    def to_bytes(self) -> bytes:
        """Return the bytes of `keyring.json`."""
        content = {"v": 1, "users": self.users, "recovery": self.recovery, "sum": self._sum()}
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    def _sum(self) -> str:
        content = json.dumps([self.users, self.recovery], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def unlock(self, user: str, password: str) -> bytes:
        """Return the data key. Raises `WrongSecret`, for an unknown user too."""
        slot = self.users.get(user)
        if slot is None:
            raise WrongSecret
        return _unwrap(slot, password, user)

    def unlock_by_code(self, code: str) -> bytes:
        """Return the data key by the recovery code, however it is spaced. Raises `WrongSecret`."""
        return _unwrap(self.recovery, _plain_code(code), "")

    def with_user(self, user: str, password: str, key: bytes, *, scrypt_n: int) -> Keyring:
        """Return a keyring in which `password` also opens `key` for `user`."""
        return Keyring({**self.users, user: _wrap(key, password, user, scrypt_n)}, self.recovery)


def new_keyring(user: str, password: str, *, scrypt_n: int) -> tuple[Keyring, bytes, str]:
    """Return a keyring with one user, its new data key and the recovery code to be printed."""
    key = secrets.token_bytes(32)
    groups = ["".join(secrets.choice(_CODE_LETTERS) for _ in range(4)) for _ in range(_CODE_GROUPS)]
    code = "-".join(groups)
    recovery = _wrap(key, _plain_code(code), "", scrypt_n)
    keyring = Keyring({}, recovery).with_user(user, password, key, scrypt_n=scrypt_n)
    return keyring, key, code


def read_keyring(folder: Path) -> Keyring:
    """Return the keyring of a data folder. Raises `Trouble`: NO_DESK, DAMAGED."""
    refuse_empty(folder)
    file = folder / places.KEYRING
    try:
        return Keyring.from_bytes(file.read_bytes())
    except FileNotFoundError as error:
        raise Trouble(
            "DAMAGED", f"“{folder}”里缺少密码文件 keyring.json，请从备份中找回后再打开。"
        ) from error
    except OSError as error:
        raise places.unwritable(folder, error) from error


def refuse_empty(folder: Path) -> None:
    """Raise `Trouble` NO_DESK for a folder without a desk."""
    if not places.desk_exists(folder):
        raise Trouble("NO_DESK", f"“{folder}”里还没有工作台数据，请先新建，或换到正确的文件夹。")


def write_keyring(folder: Path, keyring: Keyring) -> None:
    """Put `keyring` into a data folder, wholly or not at all. Raises `Trouble`."""
    try:
        places.write_whole(folder / places.KEYRING, keyring.to_bytes())
    except OSError as error:
        raise places.unwritable(folder, error) from error


def users_of(folder: Path) -> list[str]:
    """Return the names that can log in, in the order they were made. Raises `Trouble`."""
    return list(read_keyring(folder).users)


def check_password(password: str) -> None:
    """Raise `Trouble` WEAK_PASSWORD for a password that is too short."""
    if len(password) < MIN_PASSWORD:
        raise Trouble("WEAK_PASSWORD", f"密码太短，至少要 {MIN_PASSWORD} 位，请换一个。")


def change_password(
    folder: Path, *, user: str, password: str, new_password: str, clock: Clock
) -> None:
    """Let `new_password` open the desk for `user` in place of `password`.

    Raises `Trouble`: NO_DESK, DAMAGED, WRONG_PASSWORD, TOO_MANY_TRIES, WEAK_PASSWORD.
    """
    check_password(new_password)
    keyring = read_keyring(folder)
    key = unlock(folder, keyring, user=user, password=password, clock=clock)
    cost = int(keyring.users[user]["n"])
    write_keyring(folder, keyring.with_user(user, new_password, key, scrypt_n=cost))


def unlock(folder: Path, keyring: Keyring, *, user: str, password: str, clock: Clock) -> bytes:
    """Return the data key for a password, counting wrong ones in the folder.

    Raises `Trouble`: WRONG_PASSWORD, TOO_MANY_TRIES (after five wrong ones the wait doubles each time).
    """
    tries = Tries(folder, clock)
    tries.may_try()
    try:
        key = keyring.unlock(user, password)
    except WrongSecret as error:
        raise tries.refuse(user) from error
    tries.right()
    return key


def unlock_by_code(folder: Path, keyring: Keyring, *, code: str, clock: Clock) -> bytes:
    """Return the data key for the recovery code. Raises `Trouble`: WRONG_CODE, TOO_MANY_TRIES."""
    tries = Tries(folder, clock)
    tries.may_try()
    try:
        key = keyring.unlock_by_code(code)
    except WrongSecret as error:
        tries.wrong()
        raise Trouble(
            "WRONG_CODE", "恢复码不对，请对照纸上的 8 组字符逐组核对后重新输入。"
        ) from error
    tries.right()
    return key


class Tries:
    """The wrong passwords in a row, kept in the folder so that a restart does not forget them."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file = folder / places.FAILURES
        self._clock = clock
        self._count, self._last = self._read()

    def _read(self) -> tuple[int, datetime | None]:
        try:
            found = json.loads(self._file.read_bytes())
            return int(found["count"]), datetime.fromisoformat(found["last"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, None

    def may_try(self) -> None:
        """Raise `Trouble` TOO_MANY_TRIES while the wait is not over."""
        if self._count < FREE_TRIES or self._last is None:
            return
        wait: float = min(30 * 2 ** min(self._count - FREE_TRIES, 10), LONGEST_WAIT)
        passed = (self._clock.now() - self._last).total_seconds()
        # A clock that was set back must not lock the desk for years: the wait starts anew.
        if passed < 0:
            self._write(self._count)
            passed = 0
        if passed < wait:
            raise Trouble(
                "TOO_MANY_TRIES",
                f"密码已连续输错 {self._count} 次，请过 {int(wait - passed) + 1} 秒再试。",
            )

    def wrong(self) -> None:
        """Count one wrong try."""
        self._write(self._count + 1)

    def refuse(self, user: str) -> Trouble:
        """Count one wrong password and return the `Trouble` WRONG_PASSWORD."""
        self.wrong()
        return Trouble("WRONG_PASSWORD", _wrong_sentence(user, max(FREE_TRIES - self._count, 0)))

    def right(self) -> None:
        """Forget the wrong tries."""
        if self._count:
            self._write(0)

    def _write(self, count: int) -> None:
        self._count, self._last = count, self._clock.now()
        content = json.dumps({"count": count, "last": self._last.isoformat()}).encode()
        try:
            places.write_whole(self._file, content)
        except OSError:
            # A folder that can only be read still opens for reading.
            return


def _wrong_sentence(user: str, left: int) -> str:
    if left:
        return f"用户“{user}”的密码不对，请重新输入（再错 {left} 次须等候）。"
    return f"用户“{user}”的密码不对，请稍后重试；忘记密码可用恢复码重设。"


def _plain_code(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _wrap(key: bytes, secret: str, name: str, scrypt_n: int) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derive(secret, salt, scrypt_n)).encrypt(nonce, key, _purpose(name))
    return {"n": scrypt_n, "salt": _text(salt), "nonce": _text(nonce), "key": _text(sealed)}


def _unwrap(slot: Mapping[str, Any], secret: str, name: str) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        salt, nonce, sealed = (base64.b64decode(slot[part]) for part in ("salt", "nonce", "key"))
        derived = _derive(secret, salt, int(slot["n"]))
        return AESGCM(derived).decrypt(nonce, sealed, _purpose(name))
    except InvalidTag as error:
        raise WrongSecret from error
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(
            "DAMAGED", "密码文件 keyring.json 已损坏，请用备份里的同名文件换回。"
        ) from error


def _derive(secret: str, salt: bytes, scrypt_n: int) -> bytes:
    memory = 128 * 8 * scrypt_n * 2
    return hashlib.scrypt(secret.encode(), salt=salt, n=scrypt_n, r=8, p=1, maxmem=memory, dklen=32)


def _purpose(name: str) -> bytes:
    return f"cso-desk data key/{name}".encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
