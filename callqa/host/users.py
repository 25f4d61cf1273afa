"""Who runs this process, as the system knows it: an environment variable may say anything."""

import os
import pwd
import sys
from pathlib import Path

ACTING_FOR = "CALLQA_ACTING_FOR"
"""By it the console tells a command that it starts who asked for that."""
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


def actor() -> str:
    """Return who asks this process for something: whoever the console started it for, else `who`.

    Only the database's owner can make any use of this variable, who could write any line into the audit log.
    """
    return os.environ.get(ACTING_FOR, "").strip() or who()


def is_at_terminal() -> bool:
    """Return whether somebody sits before this process: a timer has no terminal."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


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
