"""The one-string form of a rule, as Baidu's users write it: ``(会议||例会)&&(缺货||退款)``, ``!逾期``."""

import re
from dataclasses import dataclass
from typing import TypeAlias

_MARKS = re.compile(r"&&|\|\||^\s*[!！]|＆＆|｜｜")
_TOKENS = re.compile(r"&&|\|\||[()!]|(?:[^&|()!]|(?<=[A-Za-z0-9])&(?=[A-Za-z0-9]))+|[&|]")  # H&M is a word
_WIDE = str.maketrans("＆｜！（）", "&|!()")
_DEEPEST = 20
LONGEST = 300


class ExpressionError(ValueError):
    """An expression that cannot be read.

    Args:
        what: in Chinese.
        cure: in Chinese.
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what, cure)
        self.what = what
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Name:
    """A word to look for, or the name of a condition."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    """``&&``: all of them."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """``||``: one of them, or more."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """``!``: not this."""

    part: "Expression"


Expression: TypeAlias = Name | And | Or | Negation


def is_expression(text: str) -> bool:
    """Return whether a text is more than words to look for."""
    return bool(_MARKS.search(text))


def parse(text: str) -> Expression:
    """Read an expression; ``!`` binds closest, then ``&&``, then ``||``. Full-width marks are fine.

    Raises:
        ExpressionError: it cannot be read.
    """
    if len(text) > LONGEST:
        raise ExpressionError("表达式太长", f"最多 {LONGEST} 个字：拆成几条规则")
    reader = _Reader(text)
    found = reader.either(0)
    if reader.here:
        raise ExpressionError(
            f"“{text}”里多了一个 {reader.here}", "检查括号是不是成对，词之间用 && 或 || 连起来"
        )
    return found


def names(expression: Expression) -> tuple[str, ...]:
    """Return everything that is named, in order."""
    if isinstance(expression, Name):
        return (expression.text,)
    if isinstance(expression, Negation):
        return names(expression.part)
    return tuple(name for part in expression.parts for name in names(part))


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = (token.strip() for token in _TOKENS.findall(text.translate(_WIDE)))
        self._tokens = [token for token in found if token]
        self._at = 0

    @property
    def here(self) -> str:
        """The next token; empty at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def either(self, depth: int) -> Expression:
        """Read parts joined by ||."""
        parts = [self._both(depth)]
        while self._take("||"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _both(self, depth: int) -> Expression:
        parts = [self._one(depth)]
        while self._take("&&"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("括号或 ! 套得太深", "拆成几条规则")
        if self._take("!"):
            return Negation(self._one(depth + 1))
        if self._take("("):
            return self._closed(depth)
        token = self.here
        if token in ("&", "|"):
            raise ExpressionError(f"“{self._text}”里只有一个 {token}", f"写两个：{token * 2}")
        if not token or token in ("&&", "||", ")"):
            beside = f"{token} 前面" if token else "末尾"
            raise ExpressionError(f"“{self._text}”的{beside}少了一个词", "&& 和 || 的两边都要有词")
        self._at += 1
        return Name(token)

    def _closed(self, depth: int) -> Expression:
        inner = self.either(depth + 1)
        if not self._take(")"):
            raise ExpressionError(f"“{self._text}”的括号没有成对", "补上 )")
        return inner

    def _take(self, token: str) -> bool:
        taken = self.here == token
        self._at += taken
        return taken
