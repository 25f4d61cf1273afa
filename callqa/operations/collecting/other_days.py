"""What of the files belongs to other days: received there before, late for them, or of none at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

from callqa.days.day import DayWindow
from callqa.intake.duplicates import NO_SOUND_BYTES, Length
from callqa.intake.metadata import Described, Start
from callqa.model.coverage import Case, Gap, GapKind
from callqa.model.recording import Recording
from callqa.storage import collected
from callqa.storage.collected import Elsewhere
from callqa.storage.session import Site

_SANE = 2005
"""No recording is of an earlier year."""
_ONE_LENGTH_S, _ONE_LENGTH = 1.0, 0.01
"""Converting a file into another format changes its length by no more, in seconds or as a share."""

LengthOf = Callable[[Recording], Length | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """What of a day's files other days have received already.

    Args:
        own: the recordings of this day.
        gaps: files that stay where they were received, and calls that another day has, too.
    """

    own: tuple[Recording, ...]
    gaps: tuple[Gap, ...]

    @classmethod
    def of(
        cls,
        site: Site,
        day: date,
        found: Sequence[Described],
        known: Mapping[str, Recording],
        length_of: LengthOf,
    ) -> "Before":
        """Tell a file whose time, row or format was changed from a new recording under a name used again.

        Args:
            found: the files of the day.
            known: recordings of the day that were gathered before, by path.
            length_of: looks into a file; is only asked where two files may be of one call.
        """
        new = [*_new(found, known)]
        bytes_of = collected.received_elsewhere(site.database, day, {_digest(one) for one in new} - {""})
        same_bytes = {one.recording.path: bytes_of.get(_digest(one), ()) for one in new}
        others = [
            one for one in new if not same_bytes[one.recording.path] and one.recording.path not in known
        ]
        calls = collected.calls_elsewhere(site.database, day, {one.recording.call_id for one in others})
        same_calls = {one.recording.path: _in_another_format(one, calls, length_of) for one in others}
        there = {path: same or same_calls.get(path, ()) for path, same in same_bytes.items()}
        stay = ((one.recording.path, _stays(one, there[one.recording.path])) for one in new)
        theirs = {path: where for path, where in stay if where}
        both = [one for one in new if one.recording.path not in theirs]
        return cls(
            own=tuple(one.recording for one in found if one.recording.path not in theirs),
            gaps=(
                _elsewhere(theirs),
                _counted_twice(GapKind.SAME_BYTES, both, same_bytes),
                _counted_twice(GapKind.SAME_CALLS, both, same_calls),
            ),
        )


def _new(found: Sequence[Described], known: Mapping[str, Recording]) -> Iterator[Described]:
    mine = {recording.audio_sha256 for recording in known.values()}
    for one in found:
        if one.recording.size_bytes > NO_SOUND_BYTES and _digest(one) not in mine:
            yield one


def _digest(one: Described) -> str:
    return one.recording.audio_sha256


def _stays(one: Described, there: Sequence[Elsewhere]) -> Elsewhere | None:
    """Return where a file was received before, if it is no other call: a file is of one day only.

    The same sound under another name is another call only where something says when it began.
    """
    same_file = (each for each in there if each.path == one.recording.path)
    return next(same_file, None) or next(iter(there if one.start is Start.FILE_TIME else ()), None)


def _in_another_format(
    one: Described, calls: Mapping[str, tuple[Elsewhere, ...]], length_of: LengthOf
) -> tuple[Elsewhere, ...]:
    """Return the calls of other days of which a file seems to be a converted copy.

    Recorders use names again, so that the id alone says nothing: the ending must be another one, as if
    converted, and the sound as long.
    """
    maybe = [
        each
        for each in calls.get(one.recording.call_id, ())
        if _ending(each.path) != _ending(one.recording.path)
    ]
    length = length_of(one.recording) if maybe else None
    return tuple(each for each in maybe if length and _is_as_long(length.seconds, each.seconds))


def _ending(path: str) -> str:
    return PurePath(path).suffix.lower()


def _is_as_long(seconds: float, other: float | None) -> bool:
    return other is not None and abs(seconds - other) <= max(_ONE_LENGTH_S, _ONE_LENGTH * other)


def _counted_twice(kind: GapKind, both: Sequence[Described], there: Mapping[str, Sequence[Elsewhere]]) -> Gap:
    """Return the calls that say another start than a call of another day which seems to be the same one."""
    found = ((one.recording.call_id, there.get(one.recording.path, ())) for one in both)
    return Gap(
        kind=kind, cases=tuple(Case(call_id=name, name=str(first[0].day)) for name, first in found if first)
    )


def _elsewhere(theirs: Mapping[str, Elsewhere]) -> Gap:
    days = sorted({str(there.day) for there in theirs.values()})
    moved = tuple(Case(name=day) for day in days)
    return Gap(kind=GapKind.OTHER_DAYS, cases=moved, more=len(theirs) - len(moved))


def outside(site: Site, named: Mapping[date, int], every: Mapping[date, int]) -> dict[date, int]:
    """Return how many files are of days on which no run has worked, since the first that one has.

    A recorder whose clock was reset says 1970, or a day that has not come: no night would ever look at it.

    Args:
        named: how many files are passed over for the dates of their names.
        every: the same, with those that were looked at and began on no day that is worked on.
    """
    known = site.store.days(date.min, date.max) if named else []
    missed = {day: count for day, count in named.items() if known and day > known[0] and day not in known}
    to_come = site.today() + timedelta(days=1)
    never = {day: count for day, count in every.items() if count and (day.year < _SANE or day > to_come)}
    return missed | never


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """Files of reported days on which no night looks any more.

    Args:
        came: how many more there are of a day than when a night last looked at it.
        looked: how many files of each date have been looked at, where that has changed.
    """

    came: Mapping[date, int]
    looked: Mapping[date, int]

    @classmethod
    def of(cls, site: Site, windows: Sequence[DayWindow], dated: Mapping[date, int]) -> "Late":
        """Compare how many files each date has with how many it had when a night last looked at it.

        Counting names costs nothing; asking every file of years when it came would.

        Args:
            windows: of the days that are looked at now.
            dated: how many files there are of each date.
        """
        looked = collected.files_looked_at(site.database)
        known = {*site.store.days(date.min, date.max)}
        nights = site.today() - timedelta(days=1 + site.settings.night.look_back_days)
        now = {each for window in windows for each in _dates(site, window)}
        came = {
            day: count - looked[day]
            for day, count in dated.items()
            if day in known and day < nights and day not in now and count > looked.get(day, count)
        }
        new = {day: count for day, count in dated.items() if day not in came and looked.get(day) != count}
        return cls(came=came, looked=new)


def _dates(site: Site, window: DayWindow) -> tuple[date, ...]:
    """Return the dates that the names of a day's files give: two where names are in another zone."""
    settings = site.settings
    zone = (
        ZoneInfo(settings.recordings.file_name_zone) if settings.recordings.file_name_zone else settings.zone
    )
    ends = (window.start, window.end - timedelta(microseconds=1))
    return tuple(end.astimezone(zone).date() for end in ends)
