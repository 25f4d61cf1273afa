"""Who runs this process, as the system knows it: an environment variable may say anything."""

import os
import pwd
from pathlib import Path

_LOGIN = Path("/proc/self/loginuid")
"""Who logged in, also after sudo and su; the kernel lets nobody change it."""
_NOBODY = 2**32 - 1


def os_user() -> str:
    """Return the name of this process's user; its number where a container has no name for it."""
    return _name(os.geteuid())


def who() -> str:
    """Return that user, and who logged in to become it where that is known: ``callqa（alice 登录）``."""
    user, login = os_user(), _login()
    return user if login in ("", user) else f"{user}（{login} 登录）"


def _login() -> str:
    try:
        number = int(_LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):  # another system, or a kernel without audit
        return ""
    return "" if number == _NOBODY else _name(number)


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
