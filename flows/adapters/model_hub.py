"""Models by name: found on this machine, and fetched from ModelScope only where that is allowed."""

from importlib import import_module
from pathlib import Path

from flows.adapters.quiet import quiet
from flows.core.errors import BadInputError


def locate(model: str, setting: str, *, download: bool = False) -> Path:
    """The folder of a model.

    Args:
        model: a folder, or a name: ``paraformer-zh``, ``iic/SenseVoiceSmall``.
        setting: where it is configured, for the message.
        download: whether to fetch a model that is not here. Off by default: at night nothing is
            asked of the network.

    Raises:
        BadInputError: there is no such folder, or the model is not on this machine.
    """
    folder = Path(model)
    if folder.exists() or model.startswith((".", "/", "~")):
        return folder.expanduser()
    name = _full_name(model)
    if "/" not in name or name.count("/") > 1:
        raise BadInputError(f"没有模型“{model}”", setting, "写模型目录，或 paraformer-zh 这样的模型名")
    return _snapshot(name, setting, download)


def _full_name(model: str) -> str:
    with quiet():
        maps = import_module("funasr.download.name_maps_from_hub")  # takes seconds
    return str(maps.name_maps_ms.get(model, model))


def _snapshot(name: str, setting: str, download: bool) -> Path:
    try:
        with quiet():
            hub = import_module("modelscope.hub.snapshot_download")  # takes seconds, has no types
            return Path(hub.snapshot_download(name, local_files_only=not download))
    except Exception as error:
        raise BadInputError(
            f"本机没有模型 {name}",
            setting,
            f"在能联网的机器上运行 modelscope download --model {name}，再把目录复制过来",
        ) from error
