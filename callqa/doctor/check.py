"""One thing that was looked at, and how it ended."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from callqa.model.errors import CallqaError
from callqa.text.masking import mask_name


class Level(StrEnum):
    """How a check ended."""

    OK = "ok"
    """Nothing to do."""
    WARN = "warn"
    """The night will run, but not as well as it could."""
    FAIL = "fail"
    """The night will not run."""


_MARKS = {Level.OK: "✓ 正常", Level.WARN: "! 注意", Level.FAIL: "✗ 错误"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        name: what, in Chinese.
        level: how it ended.
        detail: what was found.
        cure: what to do; empty when there is nothing to do.
    """

    name: str
    level: Level
    detail: str
    cure: str = ""

    def as_text(self) -> str:
        """Return one line, and a second with the cure."""
        shown = self.shown()
        cure = f"\n        → {shown.cure}" if shown.cure else ""
        return f"{_MARKS[self.level]}  {self.name}：{shown.detail}{cure}"

    def as_json(self) -> dict[str, Any]:
        """Return it for ``--json``."""
        return asdict(self.shown())

    def shown(self) -> "Check":
        """Return it with the numbers of customers hidden, which stand in the names of files."""
        return replace(self, detail=mask_name(self.detail), cure=mask_name(self.cure))


def failed(name: str, error: CallqaError) -> Check:
    """Return a check of what must be mended, from the error that says so."""
    place = f"{error.where}：" if error.where else ""
    return Check(name=name, level=Level.FAIL, detail=f"{place}{error.what}", cure=error.cure)


def ok(detail: str) -> Check:
    """Return a check that found nothing to do."""
    return Check(name="", level=Level.OK, detail=detail)


def bad(detail: str, cure: str) -> Check:
    """Return a check without whose cure the night will not run."""
    return Check(name="", level=Level.FAIL, detail=detail, cure=cure)


def warn(detail: str, cure: str) -> Check:
    """Return a check whose cure makes the night better."""
    return Check(name="", level=Level.WARN, detail=detail, cure=cure)
