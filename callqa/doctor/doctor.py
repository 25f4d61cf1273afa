"""Everything that tonight needs, looked at today: what is wrong, and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from callqa.doctor import engine, inputs, machine, server, telling
from callqa.doctor.check import Check, Level, failed
from callqa.model.errors import BadInputError, CallqaError
from callqa.storage.session import Site


def examine(config: Path, *, notify: bool = False) -> list[Check]:
    """Look at everything; a wrong configuration is the only check then.

    Args:
        notify: whether a test message is sent.
    """
    looks = {**_LOOKS, "通知": telling.test_message} if notify else _LOOKS
    try:
        with Site.open(config) as site:
            found = [Check(name="配置", level=Level.OK, detail=str(site.configuration.path))]
            return found + [check for name, look in looks.items() for check in _looked(site, name, look)]
    except BadInputError as error:
        return [failed("配置", error)]


def _looked(site: Site, name: str, look: "_Look") -> list[Check]:
    try:
        return [replace(check, name=name) for check in look(site)]
    except CallqaError as error:
        return [failed(name, error)]


_Look = Callable[[Site], Iterator[Check]]
_LOOKS: dict[str, _Look] = {
    "录音文件夹": inputs.folders,
    "话单": inputs.call_record_files,
    "规则手册": inputs.rules,
    "坐席名单": inputs.agents,
    "数据库": machine.database,
    "时钟": machine.machine_clock,
    "读取结果": inputs.coverage,
    "报告文件夹": machine.report_folder,
    "识别引擎": engine.recogniser,
    "单声道": engine.mono,
    "Prefect": server.server,
    "定时": server.nights,
    "监控指标": telling.textfile,
    "通知": telling.addresses,
}
