"""How long each kind of data is kept."""

from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Kind(StrEnum):
    """What is kept for a time of its own."""

    CLIPS = "clips"
    """Sound beside the reports."""
    TRANSCRIPTS = "transcripts"
    """What was said. Which calls there were, and how each ended, stays."""
    FINDINGS = "findings"
    """Hits, evaluations and verdicts on them."""
    REPORTS = "reports"
    """Everything that was written for a day or a range: pages, workbooks, tables, clips."""
    LOGS = "logs"
    """The run log. The audit log stays."""
    STUDIO = "studio"
    """Recordings that somebody has dropped into the studio, and what was made of them."""


KIND_WORDS = {
    Kind.CLIPS: "录音片段",
    Kind.TRANSCRIPTS: "转写",
    Kind.FINDINGS: "命中与复核",
    Kind.REPORTS: "报告与导出",
    Kind.LOGS: "运行日志",
    Kind.STUDIO: "工作台的录音与结果",
}
CLOSING = frozenset({Kind.TRANSCRIPTS, Kind.FINDINGS, Kind.REPORTS})
"""A day that lost one of these is closed: working on it again would bring back what has gone."""


class RetentionSettings(BaseModel):
    """After how many days each kind goes. The night removes it, if it may.

    Nothing of a day goes by default; what people drop into the studio does, for nobody else cleans it up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    clips_days: int | None = Field(default=None, ge=1)
    transcripts_days: int | None = Field(default=None, ge=1)
    findings_days: int | None = Field(default=None, ge=1)
    reports_days: int | None = Field(default=None, ge=1)
    logs_days: int | None = Field(default=None, ge=1)
    studio_days: int | None = Field(default=30, ge=1)
    nightly: bool = True

    def cutoffs(self, today: date) -> dict[Kind, date]:
        """Return, for every kind with a limit, the first day that is kept."""
        limits = {kind: getattr(self, f"{kind.value}_days") for kind in Kind}
        return {kind: today - timedelta(days=days) for kind, days in limits.items() if days}
