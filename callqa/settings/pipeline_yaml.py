"""``config/pipeline.yaml`` with overrides from the environment, through pydantic-settings."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from callqa.model.errors import BadInputError
from callqa.model.playback import ClipMode
from callqa.settings.schema import Settings
from callqa.strict_yaml import loader
from callqa.strict_yaml.models import fill

ENVIRONMENT_PREFIX = "CALLQA_"
_PREFIX = ENVIRONMENT_PREFIX.lower()
DEFAULT_CONFIG = Path("config/pipeline.yaml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """Validated settings, and the folder that their relative paths start from.

    Args:
        settings: what the file and the environment say.
        path: absolute path of the file.
        home: the folder that holds ``config/``.
    """

    settings: Settings
    path: Path
    home: Path

    def resolve(self, path: str) -> Path:
        """Return an absolute path; a relative one starts at home."""
        return (self.home / Path(path).expanduser()).resolve()

    def on(self, device: str) -> "Configuration":
        """Return a copy with another device for the recogniser; itself where the device is empty."""
        if not device:
            return self
        recogniser = self.settings.recogniser.model_copy(update={"device": device})
        return replace(self, settings=self.settings.model_copy(update={"recogniser": recogniser}))

    def without_clips(self) -> "Configuration":
        """Return a copy that makes no sound files."""
        report = self.settings.report.model_copy(update={"clips": ClipMode.NONE})
        return replace(self, settings=self.settings.model_copy(update={"report": report}))

    @property
    def folders(self) -> list[Path]:
        """The folders that hold recordings."""
        return [self.resolve(folder) for folder in self.settings.recordings.folders]

    @property
    def database_url(self) -> str:
        """The database's URL; a relative SQLite file starts at home."""
        scheme = self.settings.database.partition(":///")[0]
        return f"{scheme}:///{self.database_file}" if self.database_file else self.settings.database

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None for any other database."""
        scheme, separator, file = self.settings.database.partition(":///")
        is_file = separator and scheme.startswith("sqlite") and file not in ("", ":memory:")
        return self.resolve(file) if is_file else None


def load(path: Path) -> Configuration:
    """Read and check the configuration.

    Raises:
        BadInputError: no such file, no YAML, an unknown or wrong setting; names file and line.
    """
    path = path.resolve()
    if not path.is_file():
        raise BadInputError("没有这个配置文件", str(path), "在项目目录里运行，或用 --config 指定")
    written = loader.read(path)
    settings = fill(Settings, replace(written, data=_merged(written.data, _overrides())))
    home = path.parent.parent if path.parent.name == "config" else path.parent
    configuration = Configuration(settings=settings, path=path, home=home)
    file = configuration.database_file
    if file and "?" in str(file.parent):  # what follows it would be options, and another file be written
        cure = "把项目移到路径里没有 ? 的文件夹，或改 database"
        raise BadInputError("数据库的路径里不能有 ?", str(file), cure)
    name, asked, options = file.name.partition("?") if file else ("", "", "")
    if asked and "=" not in options:
        raise BadInputError("数据库的文件名里不能有 ?", str(file), f"换一个名字，例如 {name or 'qa.sqlite3'}")
    return configuration


def _overrides() -> dict[str, Any]:
    """Return what the environment says, as the sections of the file would."""
    named = (name.lower().removeprefix(_PREFIX).partition("__")[0] for name in os.environ if _is_ours(name))
    if Settings.model_fields.keys().isdisjoint(named):
        return {}  # nearly always; to read it takes a tenth of what a short command takes
    from pydantic_settings import (  # noqa: PLC0415 - as above
        BaseSettings,
        EnvSettingsSource,
        SettingsConfigDict,
        SettingsError,
    )

    class Environment(Settings, BaseSettings):
        """Says which environment variables there are; only its source below is used."""

        model_config = SettingsConfigDict(
            env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
        )

    try:
        return EnvSettingsSource(Environment)()
    except SettingsError as error:
        raise BadInputError(
            f"环境变量 {ENVIRONMENT_PREFIX}… 的写法不对", "", "列表和对象写成 JSON"
        ) from error


def _is_ours(name: str) -> bool:
    return name.lower().startswith(_PREFIX)


def _merged(written: Any, overrides: Any) -> Any:
    if not (isinstance(written, dict) and isinstance(overrides, dict)):
        return overrides
    below = {key: _merged(written.get(key, {}), value) for key, value in overrides.items()}
    return {**written, **below}
