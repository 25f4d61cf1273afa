"""The settings of the pipeline, validated once; `pipeline_yaml` reads them from disk."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from callqa.host.logs import LogFormat
from callqa.model.playback import ClipMode
from callqa.model.retention import RetentionSettings
from callqa.settings.console import ConsoleSettings, origin
from callqa.settings.recognition import DEFAULTS, RecogniserSettings
from callqa.settings.recordings import ChannelSettings, RecordingSettings, known_zone
from callqa.settings.section import Section
from callqa.strict_yaml.models import wrong


class CorrectionSettings(Section):
    """Hotwords for which the model has no place, put in by sound."""

    enabled: bool = True
    similarity: float = Field(default=DEFAULTS.correct_from, ge=0.6, le=1)
    ordinary_words: str = "config/ordinary_words.txt"


class Runner(StrEnum):
    """Where the shards of a day are recognised."""

    LOCAL = "local"
    """In this process."""
    DASK = "dask"
    """On the workers of a Dask cluster, each with an engine of its own."""
    RAY = "ray"
    """The same on a Ray cluster."""


class NightSettings(Section):
    """When the night begins, and how it is cut up."""

    cron: str = "30 1 * * *"
    shard_calls: int = Field(default=50, ge=1)
    runner: Runner = Runner.LOCAL
    cluster_address: str = ""
    cluster_workers: int = Field(default=2, ge=1)
    lease_minutes: float = Field(default=5, gt=0)
    look_back_days: int = Field(default=3, ge=0, le=366)
    catch_up_minutes: float = Field(default=120, ge=0)
    max_attempts: int = Field(default=3, ge=1)
    folder_wait_minutes: float = Field(default=10, ge=0)
    cpu_fallback: bool = True


class PrivacySettings(Section):
    """What outputs may show, and what the database may hold."""

    mask: bool = True
    mask_stored: bool = False
    digest_speech: bool = False


def _web_address(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise wrong("不是网址", "写成 https://… ，或只写在环境变量 CALLQA_NOTIFICATIONS__PING_URL 里")
    return url


class NotificationSettings(Section):
    """Who is told in the morning; addresses are secrets and stand in a file or the environment."""

    urls_file: str = ""
    ping_url: Annotated[str, AfterValidator(_web_address)] = ""


class LogSettings(Section):
    """What `callqa run`, `backfill`, `serve`, `watch` and `expect` write to standard error."""

    format: LogFormat = LogFormat.TEXT


def _prom_file(path: str) -> str:
    if path and not path.endswith(".prom"):
        raise wrong("文件名要以 .prom 结尾", "例如 /var/lib/prometheus/node-exporter/callqa.prom")
    return path


class MetricsSettings(Section):
    """Figures of the night for a monitoring system."""

    textfile: Annotated[str, AfterValidator(_prom_file)] = ""


class Language(StrEnum):
    """What language a report speaks; what was said stays as it was said."""

    CHINESE = "zh-CN"
    """简体中文."""
    ENGLISH = "en"
    """English."""


class RollupKind(StrEnum):
    """Which roll-ups the night writes by itself."""

    WEEK = "week"
    """Monday to Sunday, in the night after the Sunday."""
    MONTH = "month"
    """The calendar month, in the night after its last day."""


class ReportSettings(Section):
    """How reports are made."""

    language: Language = Language.CHINESE
    clips: ClipMode = ClipMode.NEEDED
    clip_margin_s: float = Field(default=15, ge=2, le=36_000)
    sample_per_agent: int = Field(default=2, ge=0, le=50)
    group: str = ""
    address: Annotated[str, AfterValidator(origin)] = ""
    rollups: list[RollupKind] = Field(default=list(RollupKind))
    calls_in_file: int = Field(default=1_000, ge=1)
    calls_per_page: int = Field(default=200, ge=1)
    alarm_share: float = Field(default=0.02, ge=0, le=1)


class WatchSettings(Section):
    """What `callqa watch` does besides publishing, and what nobody but a person may publish."""

    flag_today: bool = False
    hold_share: float = Field(default=0.5, ge=0)


class ReviewSettings(Section):
    """How supervisors' verdicts come back."""

    inbox: str = ""


class Settings(Section):
    """Everything in ``config/pipeline.yaml``."""

    timezone: Annotated[str, AfterValidator(known_zone)] = "Asia/Shanghai"
    database: str = "sqlite:///data/qa.sqlite3"
    rules: str = "config/keywords.yaml"
    hotwords: str = "config/hotwords.txt"
    names: str | list[str] = ""
    agents: str = "config/agents.csv"
    correction: CorrectionSettings = CorrectionSettings()
    reports: str = "data/reports"
    recordings: RecordingSettings
    channels: ChannelSettings = ChannelSettings()
    recogniser: RecogniserSettings = RecogniserSettings()
    watch: WatchSettings = WatchSettings()
    review: ReviewSettings = ReviewSettings()
    night: NightSettings = NightSettings()
    notifications: NotificationSettings = NotificationSettings()
    metrics: MetricsSettings = MetricsSettings()
    logs: LogSettings = LogSettings()
    privacy: PrivacySettings = PrivacySettings()
    report: ReportSettings = ReportSettings()
    retention: RetentionSettings = RetentionSettings()
    console: ConsoleSettings = ConsoleSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The configured time zone."""
        return ZoneInfo(self.timezone)

    @property
    def address(self) -> str:
        """Where readers of a message find the console; empty where they don't."""
        return self.report.address or self.console.url

    def yesterday(self, now: datetime) -> date:
        """Return the day that a night run is about, seen from an aware moment."""
        return now.astimezone(self.zone).date() - timedelta(days=1)
