"""Why the analysis of a recording failed, as a code that programs and every language of a report read."""

from enum import StrEnum


class Failure(StrEnum):
    """Why there is no transcript; the reason beside it says the same to people, with figures."""

    NOT_ATTEMPTED = "not_attempted"
    """Nothing has been tried yet."""
    UNREACHABLE = "unreachable"
    """The file could not be reached: a share that blinked, not a bad file."""
    NO_PERMISSION = "no_permission"
    """The file may not be read by the user of the night."""
    CHANGED = "changed"
    """The file was changed while it was read."""
    EMPTY = "empty"
    """The file has no bytes."""
    INCOMPLETE = "incomplete"
    """The file holds less audio than it says."""
    DAMAGED = "damaged"
    """The file is audio that cannot be decoded to its end."""
    NOT_AUDIO = "not_audio"
    """The file is of no known format."""
    NO_SOUND = "no_sound"
    """The file is of a known format and holds no audio."""
    UNDECODABLE = "undecodable"
    """The decoder refuses the file."""
    TOO_MANY_CHANNELS = "too_many_channels"
    """Nobody could say who is on which."""
    SAMPLE_RATE = "sample_rate"
    """No telephone and no microphone has such a rate."""
    TOO_LONG = "too_long"
    """The recording is longer than the setting allows."""
    READ_ERROR = "read_error"
    """A library failed on the file in a way of its own."""
    READER_DIED = "reader_died"
    """The process that read the file was ended by it."""
    READER_STUCK = "reader_stuck"
    """The process that read the file came to no end."""
    OUT_OF_MEMORY = "out_of_memory"
    """A stretch of speech does not fit into the memory, even alone."""
    VOICE_DETECTION = "voice_detection"
    """The model that finds speech failed."""
    RECOGNITION = "recognition"
    """The recogniser failed."""
    VOICE_PRINT = "voice_print"
    """The model that tells voices apart failed."""
    PUNCTUATION = "punctuation"
    """The model that sets punctuation marks failed."""
    OTHER = "other"
    """Stored before there were codes, or by a newer version: only its words say why."""

    @classmethod
    def _missing_(cls, _value: object) -> "Failure":
        """Every other code in a database."""
        return cls.OTHER

    @property
    def retryable(self) -> bool:
        """Whether trying again can help: the file may arrive whole, and a machine recover."""
        return self not in _FINAL


_FINAL = frozenset(
    {
        Failure.EMPTY,
        Failure.NOT_AUDIO,
        Failure.NO_SOUND,
        Failure.UNDECODABLE,
        Failure.TOO_MANY_CHANNELS,
        Failure.SAMPLE_RATE,
        Failure.TOO_LONG,
    }
)
