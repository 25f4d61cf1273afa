"""Chinese words for what messages about rules name again and again: roles, lists, lengths, limits."""

from collections.abc import Mapping, Sequence

from callqa.model.recording import Role
from callqa.rules.search.phrase import Phrase

ROLE_WORDS: Mapping[Role | None, str] = {
    None: "任意",
    Role.AGENT: "坐席",
    Role.CUSTOMER: "客户",
    Role.UNKNOWN: "未知",
}
_SHOWN = 8


def listed(texts: Sequence[str]) -> str:
    """Join words in a row, the first few of many."""
    rest = f" 等 {len(texts)} 个" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + rest


def in_a_row(phrases: Sequence[Phrase]) -> str:
    """List phrases by their folded form: another order of the same words is no change."""
    return listed([phrase.text for phrase in sorted(phrases, key=lambda phrase: phrase.folded)])


def seconds(milliseconds: float | None) -> str:
    """Write a length in seconds: 30, or 0.5."""
    return f"{(milliseconds or 0) / 1000:g}"


def limits(over: str | None, under: str | None) -> str:
    """Tell what lies outside two limits."""
    parts = ([f"超过 {over}"] if over else []) + ([f"不到 {under}"] if under else [])
    return "或".join(parts)
