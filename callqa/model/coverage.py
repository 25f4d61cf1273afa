"""What of a day was not read, not understood or not attributed: why "complete" cannot be said of it.

Reading, recognition and rules fill it; reports, messages, `status` and doctor show it, a line a kind.
Whether a rule's zero is proven on a call is not said here but by the call's own evaluation.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Weight(StrEnum):
    """How much a gap says about a day."""

    SYSTEMATIC = "systematic"
    """A whole recorder or table is read wrongly: the day's numbers are not to be trusted as they are."""
    INCOMPLETE = "incomplete"
    """Some calls were not read, understood or attributed whole; whether it alarms depends on their share."""
    NOTE = "note"
    """Worth a line; the day is as complete as it was."""


class GapKind(StrEnum):
    """What was not read, not understood or not attributed; each names calls, files, rows or words."""

    # every second
    UNREAD_AUDIO = "unread_audio"
    """Calls whose file holds audio that was not read; seconds: how much of it."""
    INCOMPLETE_AUDIO = "incomplete_audio"
    """Calls whose file ends before it says, taken as it is by a setting; seconds: what is missing."""
    SHORTER_THAN_RECORD = "shorter_than_record"
    """Calls whose recording is far shorter than the talk time of their row; seconds: what is missing."""
    REPAIRED_SAMPLES = "repaired_samples"
    """Calls with samples that are no numbers or were far beyond the scale; seconds: so much of it."""
    IMPLAUSIBLE_RATE = "implausible_rate"
    """Calls whose header gives a sample rate that the sound in it cannot have."""
    NO_AUDIO = "no_audio"
    """Answered calls whose file is a header without sound: their recording is lost."""
    TOO_SHORT = "too_short"
    """Calls that are too short to be judged by what is not said in them."""
    UNANSWERED = "unanswered"
    """Calls that nobody answered, with a file without sound; counted as no failure."""

    # who is speaking
    SWAPPED_CHANNELS = "swapped_channels"
    """Calls of one recorder and direction (`about`) whose channels seem to be the other way round: what
    agents say is said on the customer's."""
    CONTRADICTED_ROLES = "contradicted_roles"
    """Calls in which the customer says what agents say, of recorders whose other calls do not: an answering
    hotline, or a call of which nobody knows who is who."""
    SILENT_ROLE = "silent_role"
    """Calls with two channels on one of which nobody speaks."""
    UNHEARD_CHANNEL = "unheard_channel"
    """Calls with a channel that has sound, but in which no speech was found."""
    RUNAWAY_TEXT = "runaway_text"
    """Calls with stretches in which the recogniser wrote more than can have been said; seconds: so much."""
    SAME_CHANNELS = "same_channels"
    """Calls whose two channels carry the same sound; read as one."""
    CROSSTALK = "crosstalk"
    """Calls in which both channels say the same words at once: one carries the other side, too."""
    UNKNOWN_DIRECTION = "unknown_direction"
    """Calls whose direction is not known although roles depend on it: their roles are unknown."""
    DIRECTION_WORDS = "direction_words"
    """Words for a direction that the settings do not know; names are the words."""
    UNATTRIBUTED = "unattributed"
    """Calls that no source gives an agent."""

    # files and rows
    UNREAD_FILES = "unread_files"
    """Files and folders that could not be looked into, with what is in them."""
    UNKNOWN_ENDINGS = "unknown_endings"
    """Files among the recordings whose ending the settings do not name; names are the files."""
    OUTSIDE_DAYS = "outside_days"
    """Files that belong to no day that is processed."""
    LATE_FILES = "late_files"
    """Files that came for days that were reported when no night looked at these any more; not analysed.
    Names are the days."""
    GUESSED_START = "guessed_start"
    """Calls whose start was guessed from the time of their file."""
    UNREAD_RECORDS = "unread_records"
    """Call-record files and sidecars that could not be used at all."""
    UNREAD_ROWS = "unread_rows"
    """Rows of the call records that were not understood; names are ``file:row``."""
    ROWS_WITHOUT_START = "rows_without_start"
    """Rows that give no start, so that they belong to no day; names are ``file:row``."""
    ROWS_WITHOUT_RECORDING = "rows_without_recording"
    """Rows that can match no recording: they name neither a call nor a file. Answered calls that are named
    and have no recording are counted on their own (`Expected`); names are ``file:row``."""
    WITHOUT_ROW = "without_row"
    """Calls for which the day's call records have no row."""
    MANGLED_IDS = "mangled_ids"
    """Rows whose call id a spreadsheet has turned into 1.7711E+09; names are ``file:row``."""
    LATE_COPIES = "late_copies"
    """Later files with the id of a call that is known; set aside, the call stays what it was."""
    SECOND_RECORDINGS = "second_recordings"
    """Calls that two recorders took; one recording was preferred."""
    OTHER_DAYS = "other_days"
    """Files that were received as recordings of another day, before their time or their row was changed;
    they are counted there. Names are these days."""
    FORGOTTEN_IDS = "forgotten_ids"
    """Files that came with the id of a call that was removed because its customer asked, and hold other
    sound; not analysed. They are not named."""
    SAME_BYTES = "same_bytes"
    """Calls whose file is, byte for byte, that of a call of another day; both are counted. Names are the
    other days."""
    SAME_CALLS = "same_calls"
    """Calls that seem to be a call of another day in another format: one id, as long, another ending; both
    say their start and are counted. Names are the other days."""

    @property
    def weight(self) -> Weight:
        """How much it says about the day."""
        if self in _SYSTEMATIC:
            return Weight.SYSTEMATIC
        return Weight.NOTE if self in _NOTES else Weight.INCOMPLETE


_SYSTEMATIC = frozenset(
    {GapKind.SWAPPED_CHANNELS, GapKind.DIRECTION_WORDS, GapKind.UNREAD_FILES, GapKind.UNREAD_RECORDS}
)
_NOTES = frozenset(
    {
        GapKind.UNANSWERED,
        GapKind.SAME_CHANNELS,
        GapKind.WITHOUT_ROW,
        GapKind.LATE_COPIES,
        GapKind.SECOND_RECORDINGS,
        GapKind.OTHER_DAYS,
        GapKind.SAME_BYTES,
        GapKind.SAME_CALLS,
    }
)


class WhyUnread(StrEnum):
    """Why something in a folder was not looked into, where the system gives no reason of its own."""

    LEADS_OUT = "leads_out"
    """A link to a place outside the configured folders."""
    NO_FILE = "no_file"
    """No regular file: opening a pipe waits for ever."""
    NOT_UNDERSTOOD = "not_understood"
    """Its name, time or sidecar says what cannot be: a fault of ours, if of anybody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One call, file, row or word of a gap.

    Args:
        call_id: of the call that it is about; empty for what is about no call.
        name: of the file, row or word; readable text, without its folder; empty where the call says it all.
        seconds: of audio that are concerned; 0 where none are.
        why: a `WhyUnread`, or in the system's words (Permission denied); empty where the kind says it.
    """

    call_id: str = ""
    name: str = ""
    seconds: float = 0.0
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Something of a day that was not read, not understood or not attributed.

    Args:
        kind: what it is.
        cases: every call that is concerned; of files, rows and words the first few may do.
        more: files, rows or words that are counted and not named.
        of: how many were looked at (the calls of this recorder, the rows of the tables); 0 where that
            says nothing.
        about: the group that it holds for (a recorder's folder or trunk, a direction); empty for the day.
        setting: that cures it, with dots (``channels.inbound``); empty where none does.
    """

    kind: GapKind
    cases: tuple[Case, ...] = ()
    more: int = 0
    of: int = 0
    about: str = ""
    setting: str = ""

    @property
    def count(self) -> int:
        """How many calls, files, rows or words."""
        return len(self.cases) + self.more

    @property
    def seconds(self) -> float:
        """Of audio, all cases together."""
        return sum(case.seconds for case in self.cases)

    @property
    def call_ids(self) -> frozenset[str]:
        """The calls that are concerned."""
        return frozenset(case.call_id for case in self.cases if case.call_id)

    def without(self, call_ids: Collection[str]) -> "Gap":
        """Return the same gap as if some calls had never been."""
        return replace(self, cases=tuple(case for case in self.cases if case.call_id not in call_ids))


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How far a day was read, understood and attributed.

    Args:
        files: that were read for the day: recordings, call records and sidecars.
        rows: of call records that were read for the day.
        gaps: what was not; at most one of a kind, `about` and `setting`.
    """

    files: int = 0
    rows: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def call_ids(self) -> frozenset[str]:
        """The calls that make the day incomplete."""
        return frozenset(
            call_id for gap in self.gaps if gap.kind.weight is not Weight.NOTE for call_id in gap.call_ids
        )

    @property
    def named(self) -> frozenset[str]:
        """Every call that is named, whatever it means."""
        return frozenset(call_id for gap in self.gaps for call_id in gap.call_ids)

    def of_weight(self, weight: Weight) -> tuple[Gap, ...]:
        """Return the gaps that say so much about the day."""
        return tuple(gap for gap in self.gaps if gap.kind.weight is weight)

    def without(self, call_ids: Collection[str]) -> "Coverage":
        """Return the same as if some calls had never been."""
        left = (gap.without(call_ids) for gap in self.gaps)
        return replace(self, gaps=tuple(gap for gap in left if gap.count))

    def within(self, call_ids: Collection[str]) -> "Coverage":
        """Return the same without calls that are none of these; what is about no call stays."""
        return self.without(frozenset().union(*(gap.call_ids for gap in self.gaps)) - frozenset(call_ids))


NO_GAPS = Coverage()
"""Nothing was said: everything was read, or nobody looked."""


def combined(parts: Iterable[Coverage]) -> Coverage:
    """Return what several sources say of one day as one, in the order of the kinds."""
    known = list(parts)
    return Coverage(
        files=sum(part.files for part in known),
        rows=sum(part.rows for part in known),
        gaps=tuple(_merged(gap for part in known for gap in part.gaps)),
    )


def _merged(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """Join the gaps of one kind, group and setting."""
    groups: dict[tuple[GapKind, str, str], Gap] = {}
    for gap in gaps:
        key = (gap.kind, gap.about, gap.setting)
        groups[key] = _joined(groups[key], gap) if key in groups else gap
    order = list(GapKind)
    return iter(sorted(groups.values(), key=lambda gap: (order.index(gap.kind), gap.about)))


def _joined(one: Gap, other: Gap) -> Gap:
    cases = tuple(dict.fromkeys((*one.cases, *other.cases)))
    return replace(one, cases=cases, more=one.more + other.more, of=one.of + other.of)


class Source(StrEnum):
    """Which part of the night a coverage comes from; each replaces only what it said itself."""

    COLLECT = "collect"
    """Reading files, call records and names."""
    TRANSCRIBE = "transcribe"
    """Decoding and recognising; said call by call, as calls are recognised."""
    FLAG = "flag"
    """Checking who is on which channel, and the rules."""
