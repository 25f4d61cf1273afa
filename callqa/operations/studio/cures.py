"""What somebody can do about a recording of theirs of which there is no text."""

from collections.abc import Mapping

from callqa.model.errors import Failure
from callqa.model.transcript import Transcript

_OTHER = "再识别一次；还不行，请管理员看日志"
_CURES: Mapping[Failure, str] = {
    Failure.EMPTY: "重新导出录音再上传",
    Failure.INCOMPLETE: "文件没有拷全：从原处重新拷一份再上传",
    Failure.DAMAGED: "文件坏了：从原处重新拷一份，或用播放器另存为 wav、mp3",
    Failure.NOT_AUDIO: "这不是录音或视频：传 wav、mp3、m4a、flac、ogg、amr、mp4 等",
    Failure.NO_SOUND: "里面没有声音：检查录音时选的麦克风",
    Failure.UNDECODABLE: "用播放器或录音软件另存为 wav、mp3 再上传",
    Failure.TOO_MANY_CHANNELS: "另存为单声道或双声道再上传",
    Failure.SAMPLE_RATE: "另存为 16000 Hz 的 wav 再上传",
    Failure.TOO_LONG: "剪成几段再上传，或请管理员调大 recordings.max_duration_min",
    Failure.OUT_OF_MEMORY: "内存不够：晚些再识别一次，或请管理员调小 console.engine.batch_seconds",
}


def told(transcript: Transcript) -> str:
    """Return why there is no text, and what to do; empty where there is one."""
    if transcript.failure is None:
        return ""
    return f"{transcript.reason}　→ {_CURES.get(transcript.failure, _OTHER)}"
