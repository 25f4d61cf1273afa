"""The settings of the console: where it listens, and how long a sign-in lasts."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from callqa.settings.section import Section
from callqa.strict_yaml.models import wrong


def origin(url: str) -> str:
    """Return the address of a site; refuse what is none."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
        raise wrong("不是网站地址", "只写到域名和端口，例如 https://qa.example.com")
    return url.rstrip("/")


def _address(text: str) -> str:
    try:
        ip_address(text)
    except ValueError as error:
        raise wrong(f"“{text}”不是 IP 地址", "例如写 127.0.0.1、10.0.0.5，或 0.0.0.0（所有网卡）") from error
    return text


class TlsSettings(Section):
    """The certificate with which the console speaks HTTPS itself; both files, or none.

    Args:
        self_signed: whether the console makes one where none is given; browsers warn of it once.
    """

    certificate: str = ""
    key: str = ""
    self_signed: bool = False

    @property
    def is_on(self) -> bool:
        """Whether the console speaks HTTPS itself."""
        return bool(self.certificate) or self.self_signed


class UploadSettings(Section):
    """What one account may bring into the studio.

    Args:
        max_mb: of one recording.
        files: that wait or are worked on at a time.
        total_mb: of all recordings that one account has there.
        least_free_mb: that uploads leave free on the disk: the nights need room.
    """

    max_mb: int = Field(default=500, ge=1)
    files: int = Field(default=200, ge=1)
    total_mb: int = Field(default=2_048, ge=1)
    least_free_mb: int = Field(default=1_024, ge=0)


class EngineSettings(Section):
    """The studio's own engine, a process beside the web application.

    Args:
        device: as for ``recogniser.device``; empty for the night's.
        idle_minutes: without work, after which it ends and gives all of its memory back.
        batch_seconds: padded seconds of audio in one batch; stopping waits for one.
    """

    device: str = Field(default="", pattern=r"^(|auto|cpu|mps|cuda(:\d+)?)$")
    idle_minutes: float = Field(default=15, gt=0)
    batch_seconds: float = Field(default=20, gt=0)


class LiveSettings(Section):
    """What is said into a microphone, as text while it is said.

    Args:
        sessions: microphones at a time.
        step_ms: after so much more speech the text is read again; later where the machine is slow.
        window_s: so much of the end of a long stretch is read again.
    """

    sessions: int = Field(default=4, ge=0)
    step_ms: int = Field(default=600, ge=200)
    window_s: float = Field(default=8, ge=2, le=20)


class AppealSettings(Section):
    """How agents appeal against hits on their calls.

    Args:
        raise_days: after the day of a call, or after a refusal, in which one may appeal.
        decide_days: after an appeal in which a supervisor is to decide.
    """

    raise_days: int = Field(default=14, ge=0, le=365)
    decide_days: int = Field(default=3, ge=1, le=90)


class MinutesSettings(Section):
    """A language model that the customer runs, for a summary beside the minutes; none without an address.

    Args:
        url: of an API like OpenAI's, up to its version: ``http://127.0.0.1:8000/v1``.
        model: its name there.
        host: the host of the address once more, if it is another machine: then speech leaves this one.
        timeout_s: so long one answer is waited for.
    """

    url: str = ""
    model: str = ""
    host: str = ""
    timeout_s: float = Field(default=120, gt=0, le=600)

    @model_validator(mode="after")
    def _is_allowed(self) -> "MinutesSettings":
        if not self.url:
            return self
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise wrong("url 不是接口地址", "写到版本为止，例如 http://127.0.0.1:8000/v1")
        if not self.model:
            raise wrong("没有写 model", "写模型在那个接口里的名字")
        if not _is_here(parts.hostname) and self.host != parts.hostname:
            raise wrong(
                f"通话文字会离开这台机器，送到 {parts.hostname}",
                f"确认可以，就再写一行 host: {parts.hostname}",
            )
        self.__dict__["url"] = self.url.rstrip("/")
        return self


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class ConsoleSettings(Section):
    """The web application for supervisors and operations: `callqa console`."""

    address: Annotated[str, AfterValidator(_address)] = "127.0.0.1"
    port: int = Field(default=8788, ge=1, le=65_535)
    url: Annotated[str, AfterValidator(origin)] = ""
    tls: TlsSettings = TlsSettings()
    proxies: list[Annotated[str, AfterValidator(_address)]] = Field(default=[])
    idle_hours: float = Field(default=8, gt=0, le=24 * 7)
    session_days: float = Field(default=7, gt=0, le=90)
    upload: UploadSettings = UploadSettings()
    engine: EngineSettings = EngineSettings()
    live: LiveSettings = LiveSettings()
    minutes: MinutesSettings = MinutesSettings()
    appeals: AppealSettings = AppealSettings()

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return ip_address(self.address).is_loopback
