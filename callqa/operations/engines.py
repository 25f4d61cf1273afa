"""Make the engine that the configuration describes, and keep a loaded one for the batches of a process."""

import threading
from functools import cache
from typing import Any

from callqa.host import files
from callqa.host.resources import usable_cores
from callqa.model.summaries import CPU
from callqa.recognition.detectors import is_silero
from callqa.recognition.engine import Transcriber
from callqa.recognition.hotwords import choose, parse
from callqa.rules.in_force import current
from callqa.rules.language.parse import phrases
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recognition import TranscribeSettings
from callqa.settings.schema import CorrectionSettings, NightSettings, Runner

_Made = tuple[TranscribeSettings, tuple[str, ...], str]


class Engines:
    """The engine of a process, and what the process knows about its device.

    Whoever recognises shard after shard owns one: loading a model takes longer than many a shard, and a
    device that was lost stays lost until the process ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()  # two shards may ask at once
        self._kept: tuple[_Made, Transcriber] | None = None
        self._lost = threading.Event()

    def get(self, configuration: Configuration) -> Transcriber:
        """Return the configured engine, the same one as long as nothing about it has changed.

        Raises:
            BadInputError: the hotwords, the rule book or the model cannot be read.
        """
        settings, hotwords = settings_of(configuration), _hotwords(configuration)
        fresh = Transcriber(settings, hotwords)
        # the revision is compared too: somebody may have replaced the model's files
        made = (settings, hotwords, fresh.revision)
        with self._lock:
            if self._kept and self._kept[0] == made:
                return self._kept[1]
            if self._kept:
                self._kept[1].close()
            self._kept = made, fresh
            return fresh

    def lose_device(self) -> None:
        """Remember that the device is gone: only a new process may have it again."""
        self._lost.set()

    def fallback(self, configuration: Configuration) -> str:
        """Return the CPU where the device is gone and the settings allow it; empty for the configured one.

        On a cluster a worker that failed at once, again and again, would draw and spoil shard after shard.
        """
        return CPU if self._lost.is_set() and configuration.settings.night.cpu_fallback else ""

    def close(self) -> None:
        """End the worker processes of the kept engine."""
        with self._lock:
            if self._kept:
                self._kept[1].close()


@cache
def of_this_process() -> Engines:
    """Return the engines that all shards which this process recognises share."""
    return Engines()


def configured(configuration: Configuration) -> Transcriber:
    """Make the configured engine; no model is loaded before it is used.

    Raises:
        BadInputError: the hotwords or the rule book cannot be read.
    """
    return Transcriber(settings_of(configuration), _hotwords(configuration))


def settings_of(configuration: Configuration) -> TranscribeSettings:
    """Return what the engine is built from: its section, resolved, and what other sections say of it."""
    recogniser = configuration.settings.recogniser
    channels = configuration.settings.channels
    correction = configuration.settings.correction
    resolved: dict[str, Any] = {
        "model": _model(configuration, recogniser.model),
        "vad": recogniser.vad if is_silero(recogniser.vad) else _model(configuration, recogniser.vad),
        "punctuation": recogniser.punctuation and _model(configuration, recogniser.punctuation),
        "workers": _workers(recogniser.workers),
        "folders": tuple(configuration.folders),
        "accept_incomplete": configuration.settings.recordings.accept_incomplete,
        "max_duration_s": configuration.settings.recordings.max_duration_min * 60,
        "channel_roles": channels.by_direction,
        "speaker_model": channels.speaker_model and _model(configuration, channels.speaker_model),
        "agent_phrases": channels.agent_phrases,
        "correct_from": correction.similarity if correction.enabled else 0.0,
        "never_corrected": _never_corrected(configuration) if correction.enabled else (),
        "engines": _engines(configuration.settings.night),
    }
    return TranscribeSettings.model_validate({**dict(recogniser), **resolved})


def _workers(wanted: int | None) -> int:
    """Return how many processes find speech: one core is left for feeding the device."""
    return max(usable_cores() - 1, 1) if wanted is None else wanted


def _engines(night: NightSettings) -> int:
    """Return how many engines share this machine's cores; a cluster's other machines have one each."""
    return night.cluster_workers if night.runner is not Runner.LOCAL and not night.cluster_address else 1


def _model(configuration: Configuration, name: str) -> str:
    """Return the folder below home if there is one of this name, else the name as it is."""
    folder = configuration.resolve(name)
    return str(folder) if folder.exists() else name


def _hotwords(configuration: Configuration) -> tuple[str, ...]:
    extra = _words(configuration, configuration.settings.hotwords, "热词")
    return choose(extra, phrases(current(configuration)), _names(configuration))


def _names(configuration: Configuration) -> tuple[str, ...]:
    names = configuration.settings.names
    if isinstance(names, str):
        return _words(configuration, names, "热词") if names else ()
    return parse("\n".join(names), "names")


def _never_corrected(configuration: Configuration) -> tuple[str, ...]:
    named = configuration.settings.correction.ordinary_words
    is_new = named == CorrectionSettings().ordinary_words and not configuration.resolve(named).exists()
    # a folder that was set up before there was such a file has none
    return () if is_new or not named else _words(configuration, named, "普通词")


def _words(configuration: Configuration, named: str, use: str) -> tuple[str, ...]:
    path = configuration.resolve(named)
    return parse(files.read_text(path), str(path), use)
