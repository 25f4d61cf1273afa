"""Transcribe: the calls of a day that are due, recognised in batches and stored."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from callqa.days.masked_transcript import mask_transcript
from callqa.days.plan import Redo, to_recognise
from callqa.host import files
from callqa.host.resources import usable_cores
from callqa.model.devices import CPU
from callqa.model.errors import DeviceLostError
from callqa.model.summaries import EngineSummary
from callqa.model.transcript import Outcome, Transcript
from callqa.recognition.detectors import is_silero
from callqa.recognition.engine import Transcriber
from callqa.recognition.hotwords import choose, parse
from callqa.rules import books
from callqa.rules.language.parse import phrases
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recognition import TranscribeSettings
from callqa.settings.schema import CorrectionSettings, NightSettings, Runner
from callqa.storage.session import Site

__all__ = ["TranscribeSettings", "Transcriber"]

_SAMPLE_RATE = 16_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What a real recognition of one second of audio showed.

    Args:
        seconds: that it took, loading the model included.
        unknown_hotwords: words that the model cannot spell.
        corrected: how many hotwords the model cannot be given, and are put in by sound.
        stock_parts: what could not be made fast on this machine, in Chinese.
    """

    summary: EngineSummary
    seconds: float
    unknown_hotwords: tuple[str, ...]
    corrected: int
    stock_parts: tuple[str, ...]


def due(site: Site, day: date, redo: Redo) -> list[str]:
    """The ids of the day's calls that have to be recognised, the biggest files first; loads no model.

    On several machines the long calls must not be the last, or all wait for one.
    """
    revision = engine(site.configuration).revision
    most = site.settings.night.max_attempts
    chosen = to_recognise(site.store.recordings(day), site.store.stored(day), revision, redo, most)
    return [r.call_id for r in sorted(chosen, key=lambda r: (-r.size_bytes, r.call_id))]


def transcribe_calls(
    site: Site,
    day: date,
    call_ids: Sequence[str],
    *,
    run_id: str = "",
    device: str = "",
) -> int:
    """Recognise some calls of a day and store each as soon as it is finished.

    Args:
        site, day: whose.
        call_ids: of the calls.
        run_id: of the run; what it has stored already is left alone when it tries again.
        device: instead of the configured one.

    Returns:
        How many were recognised or found to hold no speech; the rest failed, with a reason each.
    """
    configuration, store = site.configuration, site.store
    stored = store.recognised_by(day, run_id) if run_id else {}
    done = {call_id for call_id in call_ids if stored.get(call_id, Outcome.FAILED) is not Outcome.FAILED}
    wanted = set(call_ids) - done
    recordings = [r for r in store.recordings(day) if r.call_id in wanted]
    here = configuration.on(device or _without_its_device(configuration))
    running, told = engine(here), summary(here)
    store.save_engine(day, replace(told, asked=configuration.settings.recogniser.device))
    by_id = {recording.call_id: recording for recording in recordings}
    good = len(done)
    hide = configuration.settings.privacy.mask_stored
    for transcript in _noticing_a_lost_device(running.transcribe(recordings)):
        kept = mask_transcript(transcript) if hide else transcript
        store.save_transcripts(day, [kept], [by_id[transcript.call_id]], run_id, told.device)
        good += transcript.outcome is not Outcome.FAILED
    return good


_lost = threading.Event()  # the device of this process, which only a new process may have again


def _noticing_a_lost_device(transcripts: Iterator[Transcript]) -> Iterator[Transcript]:
    try:
        yield from transcripts
    except DeviceLostError:
        _lost.set()
        raise


def _without_its_device(configuration: Configuration) -> str:
    """The CPU where this process has lost its device; empty for the configured one.

    On a cluster a worker that failed at once again and again would draw, and spoil, one shard after another.
    """
    return CPU if _lost.is_set() and configuration.settings.night.cpu_fallback else ""


def check(configuration: Configuration) -> None:
    """Refuse an engine that cannot be used, without loading it.

    Raises:
        BadInputError: no such model or device, or the hotwords cannot be read.
    """
    _ = summary(configuration)


def summary(configuration: Configuration) -> EngineSummary:
    """What a report says about the configured engine; the model as it is named in the settings.

    Raises:
        BadInputError: no such model or device.
    """
    return replace(engine(configuration).summary, model=configuration.settings.recogniser.model)


def try_engine(configuration: Configuration) -> Trial:
    """Load the engine and recognise one second of audio for real."""
    tried = engine(configuration)
    start = time.perf_counter()
    tone = np.sin(np.arange(_SAMPLE_RATE, dtype=np.float32) * 0.05).astype(np.float32) * 0.1
    tried.reader.read([tone])
    return Trial(
        summary=summary(configuration),
        seconds=time.perf_counter() - start,
        unknown_hotwords=tried.hotwords.unknown,
        corrected=len(tried.corrected),
        stock_parts=tried.recogniser.stock_parts,
    )


_keeping = threading.Lock()  # two shards may ask at once
_kept: list[tuple[TranscribeSettings, tuple[str, ...], str, Transcriber]] = []


def engine(configuration: Configuration) -> Transcriber:
    """The configured engine; the last one is kept, so that batches share its loaded models.

    Raises:
        BadInputError: the hotwords, the rule book or the model cannot be read.
    """
    settings, hotwords = _settings(configuration), _hotwords(configuration)
    with _keeping:
        return _engine(settings, hotwords)


def _engine(settings: TranscribeSettings, hotwords: tuple[str, ...]) -> Transcriber:
    fresh = Transcriber(settings, hotwords)
    for kept_settings, kept_hotwords, revision, kept in _kept:
        # the revision is compared too: somebody may have replaced the model's files
        if (kept_settings, kept_hotwords, revision) == (settings, hotwords, fresh.revision):
            return kept
    for *_, former in _kept:
        former.close()
    _kept[:] = [(settings, hotwords, fresh.revision, fresh)]
    return fresh


def _settings(configuration: Configuration) -> TranscribeSettings:
    recogniser = configuration.settings.recogniser
    channels = configuration.settings.channels
    correction = configuration.settings.correction
    roles = {
        name: tuple(role.value for role in value)
        for name in ("default", "inbound", "outbound")
        if (value := getattr(channels, name))
    }
    resolved: dict[str, Any] = {
        "model": _model(configuration, recogniser.model),
        "vad": recogniser.vad if is_silero(recogniser.vad) else _model(configuration, recogniser.vad),
        "punctuation": recogniser.punctuation and _model(configuration, recogniser.punctuation),
        "workers": _workers(recogniser.workers),
        "max_duration_s": configuration.settings.recordings.max_duration_min * 60,
        "channel_roles": roles,
        "speaker_model": channels.speaker_model and _model(configuration, channels.speaker_model),
        "agent_phrases": channels.agent_phrases,
        "correct_from": correction.similarity if correction.enabled else 0.0,
        "never_corrected": _never_corrected(configuration) if correction.enabled else (),
        "engines": _engines(configuration.settings.night),
    }
    return TranscribeSettings.model_validate({**dict(recogniser), **resolved})


def _workers(wanted: int | None) -> int:
    """Processes of the front end: one core is left for feeding the device."""
    return max(usable_cores() - 1, 1) if wanted is None else wanted


def _engines(night: NightSettings) -> int:
    """How many share this machine's cores; the machines of a cluster elsewhere have one each."""
    return night.cluster_workers if night.runner is not Runner.LOCAL and not night.cluster_address else 1


def _model(configuration: Configuration, name: str) -> str:
    """A folder below home if there is one of this name, else the name as it is."""
    folder = configuration.resolve(name)
    return str(folder) if folder.exists() else name


def _hotwords(configuration: Configuration) -> tuple[str, ...]:
    extra = _words(configuration, configuration.settings.hotwords, "热词")
    return choose(extra, phrases(books.current(configuration)), _names(configuration))


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
