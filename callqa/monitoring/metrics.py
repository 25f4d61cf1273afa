"""What a monitoring system is told about the night: gauges with few labels, each from a fixed list."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from callqa.days.day import DayResult
from callqa.model.errors import Failure
from callqa.model.finding import Severity
from callqa.model.transcript import Outcome
from callqa.monitoring.notice import Kind

PREFIX = "callqa_"
LAST_NIGHT, DAY_START = f"{PREFIX}last_night_timestamp_seconds", f"{PREFIX}day_start_timestamp_seconds"
STATUSES = tuple(kind for kind in Kind if kind.is_night)
"""How a night can end, for a monitoring system."""

Labels = tuple[str, ...]
"""The values of a metric's labels, in the order of their names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A gauge.

    Args:
        name: with its unit at the end.
        text: what it is, in English, one line.
        labels: their names.
        samples: value by the values of the labels, in their order; ``()`` where there is no label.
    """

    name: str
    text: str
    samples: Mapping[Labels, float]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What a run measured of itself.

    Args:
        seconds: that each stage took.
        recognised: ids of the calls that it recognised.
        peak_bytes: of memory, by process.
    """

    seconds: Mapping[str, float] = field(default_factory=dict)
    recognised: frozenset[str] = frozenset()
    peak_bytes: Mapping[str, float] = field(default_factory=dict)


def gauge(name: str, text: str, value: float) -> Metric:
    """Make a gauge without labels."""
    return Metric(name=f"{PREFIX}{name}", text=text, samples={(): value})


def gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    """Make a gauge with one label."""
    samples: dict[Labels, float] = {(key,): value for key, value in values.items()}
    return Metric(name=f"{PREFIX}{name}", text=text, samples=samples, labels=(label,))


def of_day(result: DayResult) -> Iterator[Metric]:
    """Yield the metrics of a day's results: counts and revisions only."""
    yield gauges("calls", "Calls of the day by outcome.", "outcome", _outcomes(result))
    if result.expected:
        yield gauge("listed_calls", "Answered calls in the call records.", result.expected.listed)
        missing = len(result.expected.unrecorded)
        yield gauge("unrecorded_calls", "Listed calls without a recording.", missing)
    yield gauges("failed_calls", "Failed calls of the day by reason.", "reason", _failed(result))
    gaps = sum(not result.evaluated(call) for call in result.calls)
    yield gauge("incompletely_evaluated_calls", "Calls on which not every rule could be evaluated.", gaps)
    yield gauges("findings", "Findings of the day by severity.", "severity", _findings(result))
    audio_s = sum(call.transcript.duration_ms for call in result.calls) / 1000
    yield gauge("audio_seconds", "Audio of the day that could be read.", audio_s)
    yield gauges("recognised_calls", "Calls by the device that recognised them.", "device", result.devices)
    yield _info("rules_info", "The rule book in force.", revision=result.rules_revision)
    if engine := result.engine:
        what = "What recognised the day, and on which device."
        yield _info("engine_info", what, revision=engine.revision, device=engine.device)


def of_run(run: Measured, result: DayResult) -> Iterator[Metric]:
    """Yield what a run measured of itself, beside the day that it worked on."""
    yield gauges("stage_seconds", "Time that each stage of the run took.", "stage", run.seconds)
    yield gauges("peak_memory_bytes", "Most memory that the run had.", "process", run.peak_bytes)
    recognised_ms = sum(
        call.transcript.duration_ms for call in result.calls if call.recording.call_id in run.recognised
    )
    if recognised_ms and "transcribe" in run.seconds:
        factor = run.seconds["transcribe"] * 1000 / recognised_ms
        yield gauge("real_time_factor", "Seconds of transcribing for a second of audio.", factor)


def last_nights(before: Mapping[Labels, float], kind: Kind, now: float) -> dict[Labels, float]:
    """Return when a night last ended in each way, the one that ended now included if it was a night.

    Args:
        before: the same, as it was; what is no status is left out.
        now: seconds since 1970.
    """
    keys: list[Labels] = [(status.value,) for status in STATUSES]
    ended: dict[Labels, float] = {(kind.value,): now} if kind.is_night else {}
    return {**{key: before[key] for key in keys if key in before}, **ended}


def _outcomes(result: DayResult) -> dict[str, float]:
    ledger = result.ledger()
    counts = {Outcome.OK: ledger.ok, Outcome.NO_SPEECH: ledger.no_speech, Outcome.FAILED: ledger.failed}
    return {outcome.value: count for outcome, count in counts.items()}


def _failed(result: DayResult) -> dict[str, float]:
    count = Counter(call.transcript.failure for call in result.calls)
    return {failure.value: count[failure] for failure in Failure}


def _findings(result: DayResult) -> dict[str, float]:
    count = Counter(finding.severity for call in result.calls for finding in call.evaluation.findings)
    return {severity.value: count[severity] for severity in Severity}


def _info(name: str, text: str, **labels: str) -> Metric:
    return Metric(
        name=f"{PREFIX}{name}", text=text, samples={tuple(labels.values()): 1}, labels=tuple(labels)
    )
