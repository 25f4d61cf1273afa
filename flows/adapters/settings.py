"""``config/pipeline.yaml`` with overrides from the environment, through pydantic-settings."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from flows.adapters import yaml_lines
from flows.core.errors import BadInputError
from flows.core.settings import Settings

ENVIRONMENT_PREFIX = "CALLQA_"
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
        """An absolute path; a relative one starts at home."""
        return (self.home / Path(path).expanduser()).resolve()

    @property
    def folders(self) -> list[Path]:
        """The folders that hold recordings."""
        return [self.resolve(folder) for folder in self.settings.recordings.folders]

    @property
    def database_url(self) -> str:
        """The database's URL; a relative SQLite file starts at home."""
        scheme, separator, file = self.settings.database.partition(":///")
        if not separator or not scheme.startswith("sqlite") or file in ("", ":memory:"):
            return self.settings.database
        return f"{scheme}:///{self.resolve(file)}"


class _WithEnvironment(Settings, BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the names are pydantic-settings' own
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def load(path: Path) -> Configuration:
    """Read and check the configuration.

    Raises:
        BadInputError: no such file, no YAML, an unknown or wrong setting; names file and line.
    """
    path = path.resolve()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError("读不了配置文件", str(path), "检查路径，或用 --config 指定") from error
    located = yaml_lines.load(text, str(path))
    if not isinstance(located.data, dict):
        raise BadInputError("配置文件应当是“键: 值”的形式", str(path), "参考项目自带的 config/pipeline.yaml")
    settings = _validate(located, path)
    home = path.parent.parent if path.parent.name == "config" else path.parent
    return Configuration(settings=settings, path=path, home=home)


def _validate(located: yaml_lines.Located, path: Path) -> Settings:
    try:
        return _WithEnvironment(**located.data)
    except ValidationError as error:
        problems = [_explain(detail, located, path) for detail in error.errors()]
        raise BadInputError("\n".join(problems)) from error


def _explain(detail: ErrorDetails, located: yaml_lines.Located, path: Path) -> str:
    keys = [part for part in detail["loc"] if not isinstance(part, str) or "[" not in part]
    name = ".".join(map(str, keys))
    place = f"{path}:{located.line(tuple(keys))}"
    if detail["type"] == "extra_forbidden":
        return f"{place}：没有名为 {name} 的设置　→ {_suggest(keys)}"
    if detail["type"] == "missing":
        return f"{place}：缺少设置 {name}　→ 参考项目自带的 config/pipeline.yaml"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{place}：设置 {name} 的值 {detail['input']!r} 不能用：{message}"


def _suggest(keys: list[Any]) -> str:
    model: type[BaseModel] | None = Settings
    for key in keys[:-1]:
        annotation = model.model_fields[key].annotation if model and key in model.model_fields else None
        model = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    known = list(model.model_fields) if model else []
    near = difflib.get_close_matches(str(keys[-1]), known, n=1)
    return f"是不是想写 {near[0]}？" if near else f"可用的有：{'、'.join(known)}"
