"""The store's rows of one day, put together as the result that reports and status are made from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from callqa.days.anomalies import Speech, Unusual, unusual
from callqa.days.day import CallResult, DayResult, DayWindow
from callqa.days.masked_day import mask_day
from callqa.days.remarks import unrecorded
from callqa.days.written_day import write_day
from callqa.intake import roster
from callqa.model.coverage import NO_GAPS, Coverage, Source, combined
from callqa.model.errors import BadInputError, Failure
from callqa.model.finding import Evaluation, NotEvaluated, Undecided, Why
from callqa.model.recording import NO_ROSTER, Recording, Roster
from callqa.model.review.misses import Sampled, standing, still_missed
from callqa.model.review.precision import PRECISION_DAYS, by_day, precisions
from callqa.model.review.verdicts import Review, judge
from callqa.model.summaries import OnCpu, on_cpu
from callqa.model.transcript import Outcome, Transcript
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import collected
from callqa.storage.counts import load_devices, load_history, load_speech
from callqa.storage.reviews import Reviews
from callqa.storage.rows import StoredDay
from callqa.storage.session import Site
from callqa.storage.store import Store

_NOT_RECOGNISED = "尚未转写"
_NOT_FLAGGED = Undecided(kind=Why.NOT_FLAGGED)


def load_day(site: Site, day: date, *, run_id: str = "") -> DayResult:
    """Load everything that is stored about a day; a call without a result counts as failed, and says so.

    What was said in a recording that has been replaced since is no result of the new one.

    Args:
        run_id: of the run that asks; shown in the reports.
    """
    store, zone = site.store, site.zone
    known = store.day(day)
    duplicates, deferred = store.set_aside(day)
    since = day - timedelta(days=PRECISION_DAYS - 1)
    history = Reviews(store.database)
    reviews, hits, heard = history.between(since, day), history.hits(since, day), history.misses(since, day)
    missed = still_missed(heard, history.found_beside(since, day)) if heard else ()

    calls = _calls(store, day, known, store.transcripts(day))
    expected = collected.load_expected(store.database, day)
    known_day = DayResult(
        window=DayWindow.of(day, zone),
        timezone=zone.key,
        generated_at=site.now().astimezone(zone),
        run_id=run_id,
        engine=known.engine,
        rules_revision=known.rules_revision,
        rules=known.rules,
        calls=calls,
        duplicates=duplicates,
        deferred=deferred,
        expected=expected,
        coverage=coverage_of(known, {call.recording.call_id for call in calls}),
        history=load_history(store, day),
        rule_changes=known.rule_changes,
        remarks=(*known.remarks, *unrecorded(expected)),
        judgements={finding_id: each for (at, finding_id), each in judge(reviews).items() if at == day},
        precisions=precisions(hits, reviews, missed),
        reviewed_days=by_day(hits, reviews),
        misses=standing(each for each in heard if each.day == day),
        sampled=Sampled.of(heard, missed),
    )
    return _with_remarks(store, known_day)


def load_outline(site: Site, day: date, only: Collection[str] | None = None) -> DayResult:
    """Load a day without what was said in it and without its past: reports of several days only count.

    Hits are there with their places and words; nobody can look around them.

    Args:
        only: ids of the calls; None for all of them.
    """
    outlines = site.store.outlines(day)
    return _alone(site, day, lambda known: _calls(site.store, day, known, outlines, only))


def load_some(site: Site, day: date, only: Collection[str]) -> DayResult:
    """Load some calls of a day with everything that was said in them, without the day's past.

    Args:
        only: their ids.
    """
    transcripts = {each.call_id: each for each in site.store.each_transcript(day, only)}
    return _alone(site, day, lambda known: _calls(site.store, day, known, transcripts, only))


def _alone(site: Site, day: date, calls: Callable[[StoredDay], tuple[CallResult, ...]]) -> DayResult:
    known = site.store.day(day)
    return DayResult(
        window=DayWindow.of(day, site.zone),
        timezone=site.zone.key,
        generated_at=site.now().astimezone(site.zone),
        run_id="",
        engine=known.engine,
        rules_revision=known.rules_revision,
        rules=known.rules,
        calls=calls(known),
        judgements={each: said for (_, each), said in judge(_reviews(site, day)).items()},
    )


def _reviews(site: Site, day: date) -> list[Review]:
    return Reviews(site.database).between(day, day)


def coverage_of(known: StoredDay, calls: Collection[str]) -> Coverage:
    """Join what the parts of the night say; a call that was recognised may be none of the day by now."""
    parts = dict(known.coverage)
    heard = parts.pop(Source.TRANSCRIBE, NO_GAPS).within(calls)
    return combined((*parts.values(), heard))


def _calls(
    store: Store,
    day: date,
    known: StoredDay,
    transcripts: Mapping[str, Transcript],
    only: Collection[str] | None = None,
) -> tuple[CallResult, ...]:
    evaluations = store.evaluations(day, only)
    return tuple(
        put_together(known, recording, transcripts.get(recording.call_id), evaluations.get(recording.call_id))
        for recording in store.recordings(day, only)
    )


def put_together(
    known: StoredDay, recording: Recording, transcript: Transcript | None, evaluation: Evaluation | None
) -> CallResult:
    """Put a call together from what is stored; what is missing is said, and not taken for a result.

    Args:
        known: about its day.
        transcript: None where there is none; one of other audio than the recording's is no result of it.
        evaluation: None where the rules were not put to it.
    """
    if transcript is None or transcript.audio_sha256 != recording.audio_sha256:
        blank = _not_flagged(known, recording)
        return CallResult(recording=recording, transcript=_missing(recording), evaluation=blank)
    found = evaluation or _not_flagged(known, recording)
    return CallResult(recording=recording, transcript=transcript, evaluation=found)


def _not_flagged(known: StoredDay, recording: Recording) -> Evaluation:
    return Evaluation(
        call_id=recording.call_id,
        rules_revision=known.rules_revision,
        not_evaluated=tuple(NotEvaluated(rule_id=rule.rule_id, reason=_NOT_FLAGGED) for rule in known.rules),
    )


def _with_remarks(store: Store, result: DayResult) -> DayResult:
    """Add to a day what was not as usual, and the devices that made it."""
    day, engine = result.window.day, result.engine
    devices = load_devices(store, day)
    slow = on_cpu(day, engine.asked if engine else "", devices)
    remarks: tuple[Unusual | OnCpu, ...] = (*_unusual(store, result), *filter(None, [slow]))
    return replace(result, unusual=remarks, devices=devices.get(day, {}))


def _unusual(store: Store, result: DayResult) -> tuple[Unusual, ...]:
    """Compare a day with its weekday."""
    # what the day itself holds of speech is stored only after its report
    day = result.window.day
    speech = Speech.of(call.transcript for call in result.calls)
    return unusual(result.summary(), result.history, {**load_speech(store, day), day: speech})


def _missing(recording: Recording) -> Transcript:
    return Transcript(
        call_id=recording.call_id,
        audio_sha256=recording.audio_sha256,
        engine_revision="",
        outcome=Outcome.FAILED,
        failure=Failure.NOT_ATTEMPTED,
        reason=_NOT_RECOGNISED,
        retryable=Failure.NOT_ATTEMPTED.retryable,
    )


def shown(configuration: Configuration, result: DayResult) -> DayResult:
    """Return a day as an output may show it.

    Personal numbers are hidden unless the setting says otherwise; all others are as people write them.
    """
    named = replace(result, roster=roster_of(configuration)[0])
    return write_day(mask_day(named) if configuration.settings.privacy.mask else named)


def roster_of(configuration: Configuration) -> tuple[Roster, BadInputError | None]:
    """Return the list of agents, and what is wrong with it; without the file nobody has a name.

    A list that somebody broke costs the names and no report.
    """
    path = configuration.resolve(configuration.settings.agents)
    if not configuration.settings.agents or not path.is_file():
        return NO_ROSTER, None
    try:
        return roster.read(path), None
    except BadInputError as error:
        return NO_ROSTER, error
