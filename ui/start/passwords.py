"""What every place that sets a password asks of it."""

from __future__ import annotations

LEAST = 6
"""The least characters that the store takes."""


def fault_of(user: str, secret: str, again: str) -> str:
    """Return what is wrong with a user's name and a password typed twice, empty when nothing is."""
    if not user:
        return "请写用户名，一般写自己的姓名。"
    if len(secret) < LEAST:
        return f"密码至少 {LEAST} 位。"
    if secret != again:
        return "两次输入的密码不一样，请重新输入。"
    return ""
