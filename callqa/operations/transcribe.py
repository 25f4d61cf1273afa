"""Transcribe: the calls of a day that are due, recognised in batches and stored."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from callqa.days.masked_transcript import mask_transcript
from callqa.days.plan import Redo, to_recognise
from callqa.host import files
from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, Source, combined
from callqa.model.errors import DeviceLostError, Failure
from callqa.model.recording import Recording, path_of
from callqa.model.summaries import EngineSummary
from callqa.model.transcript import Outcome, Transcript
from callqa.operations.engines import Engines, configured
from callqa.recognition.engine import Transcriber
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site

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
    """Return the ids of the day's calls that have to be recognised, biggest files first; load no model.

    On several machines the long calls must not be the last, or all wait for one.
    """
    revision = configured(site.configuration).revision
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
    engines: Engines | None = None,
) -> int:
    """Recognise some calls of a day and store each batch as soon as it is finished.

    Args:
        site, day: whose.
        call_ids: of the calls.
        run_id: of the run; what it has stored already is left alone when it tries again.
        device: instead of the configured one.
        engines: of this process, where it recognises more than this; else the engine ends with the call.

    Returns:
        How many were recognised or found to hold no speech; the rest failed, with a reason each.
    """
    shared = engines or Engines()
    try:
        return _transcribe(site, day, call_ids, run_id=run_id, device=device, engines=shared)
    finally:
        if engines is None:
            shared.close()


def _transcribe(
    site: Site, day: date, call_ids: Sequence[str], *, run_id: str, device: str, engines: Engines
) -> int:
    configuration, store = site.configuration, site.store
    stored = store.recognised_by(day, run_id, call_ids) if run_id else {}
    done = {call_id for call_id in call_ids if stored.get(call_id, Outcome.FAILED) is not Outcome.FAILED}
    wanted = set(call_ids) - done
    recordings, unchanged = _still_there(site, day, store.recordings(day, wanted))
    here = configuration.on(device or engines.fallback(configuration))
    running = engines.get(here)
    told = _summary(running, here)
    store.save_engine(day, replace(told, asked=configuration.settings.recogniser.device))
    by_id = {recording.call_id: recording for recording in recordings}
    good = len(done) + unchanged
    hide = configuration.settings.privacy.mask_stored
    told_before = store.day(day).coverage.get(Source.TRANSCRIBE, NO_GAPS).named
    for batch in _noticing_a_lost_device(engines, running.transcribe_batches(recordings)):
        kept = [mask_transcript(each) if hide else each for each in batch]
        of_batch = [by_id[each.call_id] for each in batch]
        noted = [*filter(None, map(coverage_of, batch))]
        is_told = noted or any(each.call_id in told_before for each in batch)
        coverage = combined(noted) if is_told else None
        store.save_transcripts(day, kept, of_batch, run_id, told.device, coverage=coverage)
        good += sum(each.outcome is not Outcome.FAILED for each in batch)
    return good


def _still_there(site: Site, day: date, wanted: Sequence[Recording]) -> tuple[list[Recording], int]:
    """Leave out calls whose file name another recording has by now: what is in it was not said in them.

    What was recognised of such a call before stays; where there is nothing, it has failed for good.

    Returns:
        The others, and how many keep what they had.
    """
    there: list[Recording] = []
    folders = site.configuration.folders
    gone: list[Recording] = []
    for each in wanted:
        place = path_of(each.path)
        other = files.is_overwritten(place, each.size_bytes, each.modified_ns, each.audio_sha256, folders)
        (gone if other else there).append(each)
    known = site.store.stored(day) if gone else {}
    lost = [r for r in gone if r.call_id not in known or known[r.call_id].outcome is Outcome.FAILED]
    if lost:
        site.store.save_transcripts(day, [_overwritten(site, each) for each in lost], lost)
    return there, len(gone) - len(lost)


def _overwritten(site: Site, recording: Recording) -> Transcript:
    return Transcript(
        call_id=recording.call_id,
        audio_sha256=recording.audio_sha256,
        engine_revision=configured(site.configuration).revision,
        outcome=Outcome.FAILED,
        failure=Failure.OVERWRITTEN,
        reason="这个文件名后来写了别的录音，原来的录音已经没有了",
        retryable=Failure.OVERWRITTEN.retryable,
    )


def coverage_of(transcript: Transcript) -> Coverage | None:
    """Return what was not read whole of a call, or could not be attributed; None for nothing."""
    gaps = tuple(
        Gap(kind=one.kind, cases=(Case(call_id=transcript.call_id, seconds=round(one.seconds, 3)),))
        for one in transcript.noted
    )
    return Coverage(gaps=gaps) if gaps else None


def _noticing_a_lost_device(
    engines: Engines, batches: Iterator[list[Transcript]]
) -> Iterator[list[Transcript]]:
    try:
        yield from batches
    except DeviceLostError:
        engines.lose_device()
        raise


def check(configuration: Configuration) -> None:
    """Refuse an engine that cannot be used, without loading it.

    Raises:
        BadInputError: no such model or device, or the hotwords cannot be read.
    """
    configured(configuration).check()


def summary(configuration: Configuration) -> EngineSummary:
    """Return what a report says about the configured engine; the model as it is named in the settings.

    Raises:
        BadInputError: no such model or device.
    """
    return _summary(configured(configuration), configuration)


def _summary(engine: Transcriber, configuration: Configuration) -> EngineSummary:
    return replace(engine.summary, model=configuration.settings.recogniser.model)


def try_engine(configuration: Configuration) -> Trial:
    """Load the engine and recognise one second of audio for real."""
    tried = configured(configuration)
    start = time.perf_counter()
    tone = np.sin(np.arange(_SAMPLE_RATE, dtype=np.float32) * 0.05).astype(np.float32) * 0.1
    tried.reader.read([tone])
    return Trial(
        summary=_summary(tried, configuration),
        seconds=time.perf_counter() - start,
        unknown_hotwords=tried.hotwords.unknown,
        corrected=len(tried.corrected),
        stock_parts=tried.recogniser.stock_parts,
    )
