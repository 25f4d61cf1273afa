"""The settings of the recordings: where they are, what is known of them, and who speaks on which channel."""

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from callqa.intake.filename import FileNamePattern
from callqa.model.recording import Direction, Role
from callqa.settings.recognition import DEFAULTS
from callqa.settings.section import Section
from callqa.strict_yaml.models import wrong


class MetadataSource(StrEnum):
    """Where metadata of a recording may come from."""

    SIDECAR = "sidecar"
    """A JSON file beside the recording: ``<recording>.json``."""
    CALL_RECORD = "call_record"
    """A row of the day's call-record CSV."""
    FILE_NAME = "file_name"
    """The recording's own name, by the configured pattern."""
    MODIFIED = "modified"
    """The file's modification time, for the start only: the last resort."""


def known_zone(name: str) -> str:
    """Return the name of a time zone; anything else is refused."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise wrong(f"没有名为“{name}”的时区", "例如写 Asia/Shanghai") from error
    return name


def _known_zone_or_none(name: str) -> str:
    return known_zone(name) if name else name


def _readable_pattern(pattern: str) -> str:
    try:
        FileNamePattern.compile(pattern)
    except ValueError as error:
        raise wrong(str(error), "例如写 {start:%Y%m%d-%H%M%S}_{agent}_{call_id}") from error
    return pattern


class CallRecordColumns(Section):
    """The names of the columns in the call-record CSV."""

    call_id: str = "call_id"
    start: str = "start"
    agent: str = "agent"
    queue: str = "queue"
    direction: str = "direction"
    customer_number: str = "customer_number"
    talk_seconds: str = "talk_seconds"
    trunk: str = "trunk"
    file: str = "file"


class RecordingSettings(Section):
    """Where recordings are, and where their metadata comes from."""

    folders: list[str] = Field(min_length=1)
    extensions: list[str] = Field(
        default=[
            "wav",
            "wav49",
            "w64",
            "rf64",
            "mp3",
            "ogg",
            "oga",
            "opus",
            "flac",
            "amr",
            "awb",
            "m4a",
            "mp4",
            "3gp",
            "aac",
            "gsm",
            "wma",
            "mka",
            "mkv",
            "webm",
            "au",
            "aif",
            "aiff",
            "caf",
            "g722",
            "ulaw",
            "alaw",
            "pcmu",
            "pcma",
            "sln",
        ]
    )
    settle_s: float = Field(default=3.0, ge=0, le=600)
    metadata_order: list[MetadataSource] = Field(default=list(MetadataSource), min_length=1)
    file_name: Annotated[str, AfterValidator(_readable_pattern)] = (
        "{start:%Y%m%d-%H%M%S}_{direction}_{agent}_{customer_number}_{call_id}"
    )
    call_records: list[str] = Field(default=["*.csv"])
    call_record_columns: CallRecordColumns = CallRecordColumns()
    file_name_zone: Annotated[str, AfterValidator(_known_zone_or_none)] = ""
    call_record_zone: Annotated[str, AfterValidator(_known_zone_or_none)] = ""
    direction_words: dict[str, Direction] = Field(default_factory=dict)
    accept_incomplete: bool = False
    max_duration_min: float = Field(default=120, gt=0)


class ChannelSettings(Section):
    """Who is on which audio channel, first channel first; and how it is inferred where there is one."""

    default: list[Role] = Field(default=[Role.AGENT, Role.CUSTOMER], min_length=2, max_length=2)
    inbound: list[Role] | None = Field(default=None, min_length=2, max_length=2)
    outbound: list[Role] | None = Field(default=None, min_length=2, max_length=2)
    speaker_model: str = DEFAULTS.speaker_model
    agent_phrases: list[str] = Field(
        default=[
            "为您服务",
            "有什么可以帮您",
            "工号",
            "感谢您的来电",
            "感谢来电",
            "请您稍等",
            "帮您查询",
            "帮您登记",
            "帮您核实",
            "给您带来不便",
            "还有其他问题",
            "祝您生活愉快",
        ]
    )

    @property
    def by_direction(self) -> dict[str, tuple[str, ...]]:
        """Return the roles of the channels by the direction that they are written for, or default."""
        written = {"default": self.default, "inbound": self.inbound, "outbound": self.outbound}
        return {name: tuple(role.value for role in roles) for name, roles in written.items() if roles}
