"""Models by name: found on this machine, and fetched from ModelScope only where that is allowed."""

from importlib import import_module
from pathlib import Path

from callqa.host import logs
from callqa.model.errors import BadInputError
from callqa.recognition.funasr.quiet import quiet

SHORT_NAMES = {
    "paraformer-zh": "iic/speech_seaco_paraformer_large_asr_nat-zh-cn-16k-common-vocab8404-pytorch",
    "fsmn-vad": "iic/speech_fsmn_vad_zh-cn-16k-common-pytorch",
    "cam++": "iic/speech_campplus_sv_zh-cn_16k-common",
    "ct-punc": "iic/punc_ct-transformer_cn-en-common-vocab471067-large",
}
"""As in FunASR, whose import would take ten seconds just to look them up."""


def locate(model: str, setting: str, *, download: bool = False) -> Path:
    """Return the folder of a model.

    Args:
        model: a folder, or a name: ``paraformer-zh``, ``iic/SenseVoiceSmall``.
        setting: where it is configured, for the message.
        download: whether to fetch a model that is not here. Off by default: at night nothing is
            asked of the network.

    Raises:
        BadInputError: there is no such folder, or the model is not on this machine.
    """
    folder = Path(model)
    if folder.exists() or (folder.parent.is_dir() and "/" in model) or model.startswith("~"):
        return folder.expanduser()
    name = SHORT_NAMES.get(model, model)
    if "/" not in name or name.count("/") > 1:
        raise BadInputError(f"没有模型“{model}”", setting, "写模型目录，或 paraformer-zh 这样的模型名")
    return _snapshot(name, setting, download)


def _snapshot(name: str, setting: str, download: bool) -> Path:
    try:
        with quiet():
            hub = import_module("modelscope.hub.snapshot_download")  # slow, and untyped
            return Path(hub.snapshot_download(name, local_files_only=not download))
    except Exception as error:
        if not isinstance(error, ValueError):  # that is what modelscope says of a model that is not here
            logs.unexpected(error, "looking for a model")
        raise BadInputError(
            f"本机没有模型 {name}",
            setting,
            f"写的是目录的话，检查有没有 {Path(name).absolute()}；写的是模型名的话，在能联网的机器上运行"
            f" modelscope download --model {name}，再把目录复制过来",
        ) from error
