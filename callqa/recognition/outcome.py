"""How the analysis of one recording ended: what was heard and recognised, as a transcript."""

from collections.abc import Iterator, Sequence

from callqa.model.coverage import GapKind
from callqa.model.recording import Recording, Role
from callqa.model.speech import Heard, Noted, Recognition
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.recognition.roles import attributed, is_one_sided, mono_turns
from callqa.recognition.turns import to_turns, utterance
from callqa.settings.recognition import TranscribeSettings

_PHRASE = 4
"""Characters in one segment that no music brings: 我要投诉."""


def conclude(
    recording: Recording,
    heard: Heard,
    recognised: Sequence[Recognition],
    settings: TranscribeSettings,
    revision: str,
    *,
    speakers: Sequence[int | None] = (),
) -> Transcript:
    """Return the transcript of one recording.

    Args:
        recording, heard: what it is, and the speech in it.
        recognised: one recognition for every stretch of speech, in the same order; empty when the
            recording could not be read.
        settings: roles, and how little text is no speech.
        revision: of the engine.
        speakers: of a single channel: whose each stretch is, 0 or 1, None where it cannot be told;
            empty where speakers were not told apart.
    """
    failed = _failed(heard, recognised)
    failure = failed.failure
    has_speech = not failure and not _is_no_speech(heard, recognised, settings.min_chars_per_second)
    turns = _turns(recording, heard, recognised, settings, speakers) if has_speech else ()
    return Transcript(
        call_id=recording.call_id,
        audio_sha256=recording.audio_sha256,
        engine_revision=revision,
        outcome=Outcome.FAILED if failure else Outcome.OK if turns else Outcome.NO_SPEECH,
        failure=failure,
        reason=failed.reason,
        retryable=failure is not None and failure.retryable,
        duration_ms=heard.duration_ms,
        channels=heard.channels,
        turns=turns,
        noted=(*_noted(heard, turns), *_ran_away(heard, recognised)),
    )


def _noted(heard: Heard, turns: Sequence[Turn]) -> Iterator[Noted]:
    """Yield what was noted, but not that a channel is unheard in which words were found after all."""
    is_unheard = is_one_sided(turns, heard.channels)
    yield from (one for one in heard.noted if is_unheard or one.kind is not GapKind.UNHEARD_CHANNEL)


def _ran_away(heard: Heard, recognised: Sequence[Recognition]) -> Iterator[Noted]:
    """Yield of how much speech the text is not reliable."""
    seconds = sum(s.seconds for (_, s), r in zip(heard.found, recognised, strict=False) if r.is_doubtful)
    if seconds:
        yield Noted(kind=GapKind.RUNAWAY_TEXT, seconds=seconds)


def _failed(heard: Heard, recognised: Sequence[Recognition]) -> Heard | Recognition:
    """Return the first that failed; where nothing did, what was heard, which then names no failure."""
    causes: list[Heard | Recognition] = [heard, *recognised]
    return next((each for each in causes if each.failure), heard)


def _is_no_speech(heard: Heard, recognised: Sequence[Recognition], least: float) -> bool:
    """Too little text for the time: music and noise bring a character now and then.

    Nothing is dropped from a call in which a single phrase was said, however long the music
    around it: a complaint that is lost is worse than a syllable that nobody spoke.
    """
    spoken = [(s.seconds, len(r.text)) for (_, s), r in zip(heard.found, recognised, strict=True)]
    if any(length >= max(_PHRASE, least * seconds) for seconds, length in spoken):
        return False
    length = sum(length for _, length in spoken)
    return length == 0 or length < least * sum(seconds for seconds, _ in spoken)


def _turns(
    recording: Recording,
    heard: Heard,
    recognised: Sequence[Recognition],
    settings: TranscribeSettings,
    speakers: Sequence[int | None],
) -> tuple[Turn, ...]:
    utterances = [
        utterance(channel, segment, recognition, heard.duration_ms)
        for (channel, segment), recognition in zip(heard.found, recognised, strict=True)
    ]
    if speakers:
        return mono_turns(utterances, speakers, settings.agent_phrases)
    turns = to_turns(utterances, (Role.UNKNOWN,) * heard.channels)
    roles, phrases = settings.channel_roles, settings.agent_phrases
    return attributed(turns, heard.channels, recording.direction, roles, phrases)
