"""The formats that a recording may have, and the one place where FFmpeg opens one."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import av
from av.container import InputContainer

from callqa.audio.source import Source
from callqa.audio.truncation import looks_like_audio
from callqa.model.errors import AudioError, Failure

_FORMATS = (
    *("wav", "w64", "mp3", "ogg", "flac", "mov", "matroska", "asf", "aiff", "au", "caf", "aac", "loas"),
    *("amr", "amrnb", "amrwb", "gsm", "g722", "g723_1", "g726", "g726le", "g728", "g729", "ilbc", "mulaw"),
    *("alaw", "s16le", "voc", "nistsphere", "sox", "ircam", "qcp", "dss", "xwma", "ac3", "eac3", "wv"),
    *("ape", "tta", "avi", "flv", "mpeg", "mpegts"),
)
"""Each holds its sound itself. Playlists (ffconcat, HLS, SDP) name other files and addresses, and any file
may be one whatever its ending; FFmpeg's other 300 demuxers read what no recorder writes."""
_OPTIONS: Mapping[str, str] = MappingProxyType(
    {"format_whitelist": ",".join(_FORMATS), "protocol_whitelist": "none"}
)


def open_recording(
    source: Source,
    path: Path,
    *,
    format_name: str | None = None,
    options: Mapping[str, str] = MappingProxyType({}),
) -> InputContainer:
    """Open a recording of a known format; nothing but the file itself is read.

    Args:
        source: the bytes of the file, already open: FFmpeg opens nothing itself.
        path: of the file.
        format_name: as FFmpeg calls it, for a file that does not say itself.
        options: of that format.

    Raises:
        AudioError: the file is of another format.
        av.error.FFmpegError: it cannot be opened.
        OSError: it cannot be read.
    """
    try:
        return av.open(source, "r", format=format_name, options={**options, **_OPTIONS})
    except av.error.ArgumentError:  # what FFmpeg says of a format that is not in the list, and of odd headers
        if looks_like_audio(path):
            raise
        raise AudioError(Failure.NOT_AUDIO, "不是录音的格式（播放列表、文本等不会打开）", path.name) from None
