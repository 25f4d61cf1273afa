"""Passwords: hashed with argon2id, checked two at a time."""

from functools import cache
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from callqa.model.errors import BadInputError

LEAST = 10
"""Characters of a password (NIST SP 800-63B asks for length and for nothing else)."""
_MOST = 200
_AT_ONCE = Semaphore(2)
"""Each check takes 64 MiB for a quarter of a second: more at once could push a night out of memory."""


@cache
def hasher() -> PasswordHasher:
    """Return what hashes and checks: argon2id with the parameters of RFC 9106 for little memory."""
    return PasswordHasher()


@cache
def _nobody() -> str:
    return hasher().hash("nobody has this password")


def hashed(password: str, name: str) -> str:
    """Return what is stored of a new password.

    Raises:
        BadInputError: it is too short, too long, or the name.
    """
    if not LEAST <= len(password) <= _MOST or password.casefold() == name.casefold():
        raise BadInputError("密码不能用", "密码", f"写 {LEAST} 到 {_MOST} 个字，不要写成自己的名字")
    with _AT_ONCE:
        return hasher().hash(password)


def matches(stored: str, password: str) -> bool:
    """Return whether a password is the one that is stored; without one it takes as long and is not.

    Args:
        stored: hash; empty for an account that is not there or has no password.
    """
    with _AT_ONCE:
        try:
            return hasher().verify(stored or _nobody(), password[:_MOST]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False
