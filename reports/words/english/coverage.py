"""The English words of what a day lacks: a line a kind, with figures, examples and the cure."""

from callqa.model.coverage import Case, Coverage, Gap, GapKind, WhyUnread
from callqa.text.masking import mask_name

_MOST = 3
"""Examples in a line."""
_MINUTE_S, _TENTHS_S = 60, 10

HEAD = "What was read"
NOTHING = "Nothing was found that was not read, not understood or not attributed"

_WHY: dict[str, str] = {
    WhyUnread.LEADS_OUT: "a link that leads out of the folders",
    WhyUnread.NO_FILE: "not a regular file",
    WhyUnread.NOT_UNDERSTOOD: "its name, time or sidecar makes no sense",
}
_TOLD = {
    GapKind.UNREAD_AUDIO: "{calls} with {time} of audio that was not read",
    GapKind.INCOMPLETE_AUDIO: "{calls} with an incomplete recording, {time} missing; the rest was analysed",
    GapKind.SHORTER_THAN_RECORD: "{calls} far shorter than the talk time of the call records, by {time}",
    GapKind.REPAIRED_SAMPLES: "{calls} with samples that are no sound, {time}, taken as silence",
    GapKind.IMPLAUSIBLE_RATE: "{calls} whose header gives a sample rate that does not fit the sound",
    GapKind.NO_AUDIO: "{calls} answered, but the file is a header without sound: the recording is lost",
    GapKind.TOO_SHORT: "{calls} too short to say that anything was left out",
    GapKind.UNANSWERED: "{files} of unanswered calls, which are no failures",
    GapKind.SWAPPED_CHANNELS: (
        "the agent's phrases stand on the customer's channel: in {n} of {of} calls the channels are very"
        " likely the other way round; roles are unknown there"
    ),
    GapKind.CONTRADICTED_ROLES: "{calls} in which the customer says what agents say; roles are unknown there",
    GapKind.SILENT_ROLE: "{calls} with two channels and nobody on one of them; its rules are not evaluated",
    GapKind.UNHEARD_CHANNEL: "{calls} with sound on a channel but no speech found in it",
    GapKind.RUNAWAY_TEXT: "{calls} with a stretch whose text is not reliable: more than can have been said",
    GapKind.SAME_CHANNELS: "{calls} with the same sound on both channels, analysed as one",
    GapKind.CROSSTALK: "{calls} with the same words on both channels at once; their roles are unknown",
    GapKind.UNKNOWN_DIRECTION: "{calls} of unknown direction, so that the agent's channel is not known",
    GapKind.DIRECTION_WORDS: "{words} for a direction not known; the direction of their calls is unknown",
    GapKind.UNATTRIBUTED: "{calls} that no source gives an agent",
    GapKind.UNREAD_FILES: "{places} not looked into, with the recordings in them",
    GapKind.UNKNOWN_ENDINGS: "{files} with an unknown ending among the recordings, not read",
    GapKind.OUTSIDE_DAYS: "{files} that belong to no day that was processed",
    GapKind.LATE_FILES: (
        "{files} of days that were reported, too late for night.look_back_days and not analysed; "
        "callqa run --day THE_DAY takes them"
    ),
    GapKind.GUESSED_START: "{calls} whose start was guessed from the file's time; the day may be wrong",
    GapKind.UNREAD_RECORDS: "{files} of call records or sidecars that cannot be used",
    GapKind.UNREAD_ROWS: "{rows} of the call records not understood{among}",
    GapKind.ROWS_WITHOUT_START: "{rows} of the call records without a start, of no known day",
    GapKind.ROWS_WITHOUT_RECORDING: "{rows} of the call records that name neither a call nor a file",
    GapKind.WITHOUT_ROW: "{calls} without a row in the call records",
    GapKind.MANGLED_IDS: "{rows} whose call id a spreadsheet turned into something like 1.77E+09",
    GapKind.LATE_COPIES: "{files} that came late with the id of a known call, set aside",
    GapKind.SECOND_RECORDINGS: "{calls} with two recordings, one of which was analysed",
    GapKind.OTHER_DAYS: (
        "{files} already received on another day, before the file's time, row or format changed; "
        "still counted there"
    ),
    GapKind.FORGOTTEN_IDS: "{files} with the id of a call that was removed on request, not analysed",
    GapKind.SAME_CALLS: (
        "{calls} with the id and length of another day's call in another format, both counted: converted?"
    ),
    GapKind.SAME_BYTES: "{calls} with exactly the bytes of another day's call, both counted: a copy?",
}


def read(coverage: Coverage) -> str:
    """Say how much was read; empty where nobody counted."""
    files = _some(coverage.files, "file") if coverage.files else ""
    rows = f"{_some(coverage.rows, 'row')} of call records" if coverage.rows else ""
    return f"Read: {', '.join(filter(None, (files, rows)))}" if files or rows else ""


def gap(of: Gap) -> str:
    """Say one gap in a line."""
    told = _TOLD[of.kind].format(
        n=of.count,
        of=of.of or of.count,
        calls=_some(of.count, "call"),
        files=_some(of.count, "file"),
        rows=_some(of.count, "row"),
        words=_some(of.count, "word"),
        places="1 file or folder" if of.count == 1 else f"{of.count} files or folders",
        among=f" (of {of.of})" if of.of else "",
        time=_time(of.seconds),
    )
    cure = f"; check the setting {of.setting}" if of.setting else ""
    return f"{f'{mask_name(of.about)}: ' if of.about else ''}{told}{_examples(of)}{cure}"


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _examples(of: Gap) -> str:
    some = [_example(case) for case in of.cases[:_MOST]]
    return f" ({', '.join(some)}{' …' if of.count > len(some) else ''})" if some else ""


def _example(case: Case) -> str:
    name = mask_name(case.name or case.call_id)
    return f"{name}: {_WHY.get(case.why) or case.why}" if case.why else name


def _time(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{seconds:.1f} s" if seconds < _TENTHS_S else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    return f"{minutes} min {rest} s"
