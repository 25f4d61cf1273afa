"""A day's manifest: digests of every call and report, taken when the reports are written, compared later.

What a hash covers is content only: no times of processing, no run, no folder, and not the order in
which things were done. A night that was killed ten times has the same content as one that was not.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from callqa.days.day import CallResult, DayResult
from callqa.days.undecided import undecided
from callqa.model.annotations import NO_ANNOTATIONS
from callqa.model.finding import Undecided
from callqa.model.revision import quoted
from callqa.model.transcript import PackedTimes, Transcript, Turn

Key = tuple[str, str]
"""What is hashed: its kind, and its name among its kind."""

AUDIO, RECORDING, TRANSCRIPT, FINDINGS = "audio", "recording", "transcript", "findings"
REPORT, CONTENT = "report", "content"
PARTS = "parts"
"""Sealed with every file of the report, not only the page and the workbook; older seals have no such key."""
UNFINISHED = "unfinished"
"""In the seal of a day whose report is being written again; a killed process leaves it there."""
FOLDER = "folder"
"""Its name is where the report was written, as `path_text` writes it, and it has no hash."""
UNSHOWN = "unshown"
"""In the seal of a day that got verdicts which its report does not show yet; it has no hash."""
TOUCHED = "touched"
"""In the seal of a day of which something was stored since; perhaps the same as before. It has no hash."""
INPUTS = "inputs"
"""In the seal: of all that the report was made from, so that it is made again only when that has changed."""
FORMER = "former"
"""Its name is where an earlier report of the day was written, elsewhere; it has no hash either."""
_WORDS = {
    CONTENT: "报告的内容",
    AUDIO: "录音内容",
    RECORDING: "录音信息",
    TRANSCRIPT: "转写",
    FINDINGS: "命中",
    REPORT: "报告",
    "ledger": "对账",
    "database": "数据库",
}
_OF_CALLS = (AUDIO, RECORDING, TRANSCRIPT, FINDINGS)
_NOT_CONTENT = frozenset({"path", "modified_ns", "attempts", "failure", "talk_s", "trunk", "noted"})
"""Fields of a call that say where and how it was worked on, not what it is, or what another says in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Something that is not as it was sealed.

    Args:
        kind: of what differs: recording, transcript, findings, report, ledger, database.
        name: which one: a call id or a path; empty for the whole day.
        what: how it differs, in Chinese; never customer speech.
    """

    kind: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"{_WORDS[self.kind]} {self.name}".rstrip() + f"：{self.what}"


def call_digests(result: DayResult) -> dict[Key, str]:
    """Return the hash of every recording, transcript and list of findings of a day."""
    hashes: dict[Key, str] = {}
    for call in result.calls:
        call_id = call.recording.call_id
        audio, recording, evaluation = _parts(call)
        hashes[AUDIO, call_id], hashes[RECORDING, call_id] = _sha256(audio), _sha256(recording)
        hashes[TRANSCRIPT, call_id] = transcript_digest(call.transcript)
        hashes[FINDINGS, call_id] = _sha256(evaluation)
    return hashes


def report_digests(digests: Mapping[str, str]) -> dict[Key, str]:
    """Return the hashes of a report's files, by their names relative to the report's folder."""
    return {(PARTS, ""): _sha256(sorted(digests)), **{(REPORT, name): each for name, each in digests.items()}}


def folder_entry(folder: str) -> dict[Key, str]:
    """Note where the report was written, as an entry of the seal."""
    return {(FOLDER, folder): ""}


def former_digests(sealed: Mapping[Key, str], folder: str) -> dict[Key, str]:
    """Note where earlier reports were written, besides the folder of the one that is written now."""
    places = {name for kind, name in sealed if kind in (FOLDER, FORMER) and name != folder}
    return {(FORMER, name): "" for name in places}


def folder_of(sealed: Mapping[Key, str]) -> str:
    """Return where the report was written; empty in seals of older versions."""
    return next((name for kind, name in sealed if kind == FOLDER), "")


def transcript_digest(transcript: Transcript) -> str:
    """Return the hash of one transcript, as it stands in the seal."""
    return _sha256_of_text(_transcript_json(transcript))


def content_sha256(result: DayResult, digests: Mapping[Key, str] | None = None) -> str:
    """Return one hash of everything that the day's reports say about its calls.

    Args:
        digests: of its calls, where they are known: to make them takes a minute for a big day.
    """
    known = call_digests(result) if digests is None else digests
    calls = {f"{kind}/{name}": digest for (kind, name), digest in known.items()}
    # by names without folders: a project that was moved as a whole has the same content
    copies = sorted((PurePath(each.path).name, each.duplicate_of) for each in result.duplicates)
    waiting = sorted(PurePath(each.path).name for each in result.deferred)
    return _sha256(
        {
            "day": result.window.day,
            "calls": calls,
            "duplicates": copies,
            "deferred": waiting,
            "rules": result.rules_revision,
        }
    )


def differences(sealed: Mapping[Key, str], now: Mapping[Key, str]) -> list[Difference]:
    """Return what is not as it was sealed; only kinds that ``now`` has are compared."""
    kinds = {kind for kind, _ in now} | set(_OF_CALLS)
    keys = {key for key in sealed if key[0] in kinds} | set(now)
    changed = sorted(key for key in keys if sealed.get(key) != now.get(key))
    return [Difference(kind=kind, name=name, what=_how(sealed, now, (kind, name))) for kind, name in changed]


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """How the calls of a day that had been reported have changed since; call ids.

    Args:
        late: came since.
        changed: their audio is another one.
        informed: the same audio, but another agent, queue, start …
        gone: are no calls any more: their call id has changed, or they were copies of another.
        again: the same audio, with another transcript.
    """

    late: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def revised(sealed: Mapping[Key, str], now: Mapping[Key, str]) -> Revised:
    """Return what came, changed or left since the day's last report; nothing for a day without one.

    Args:
        sealed: when it was reported.
        now: the digests of its calls.
    """
    if (CONTENT, "") not in sealed:
        return Revised()
    before = {name for kind, name in sealed if kind == AUDIO}
    calls = {name for kind, name in now if kind == AUDIO}
    different = {key for key in now if key[1] in before and sealed.get(key) != now[key]}
    changed = {name for name in calls if (AUDIO, name) in different}
    return Revised(
        late=tuple(sorted(calls - before)),
        changed=tuple(sorted(changed)),
        informed=tuple(sorted({name for kind, name in different if kind == RECORDING} - changed)),
        gone=tuple(sorted(before - calls)),
        again=tuple(sorted({name for kind, name in different if kind == TRANSCRIPT} - changed)),
    )


def _how(sealed: Mapping[Key, str], now: Mapping[Key, str], key: Key) -> str:
    if key not in sealed:
        return "出报告之后才有的"
    return "与出报告时不同" if key in now else "出报告时有，现在没有了"


def _parts(call: CallResult) -> tuple[Any, ...]:
    recording = {**_content(call.recording), "file": PurePath(call.recording.path).name}
    audio = (recording.pop("audio_sha256"), recording.pop("size_bytes"))
    return audio, recording, call.evaluation


def _content(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name, _ in _fields(type(value)) if name not in _NOT_CONTENT}


def _transcript_json(transcript: Transcript) -> str:
    """Write what `_json` would write of a transcript's content, in a quarter of the time.

    Nearly all that a day's digests cover are turns, and in these the times of characters.
    """
    content = _content(transcript)
    turns = content.pop("turns")
    written = {name: _json(value) for name, value in content.items()}
    written["turns"] = f"[{','.join(map(_turn_json, turns))}]"
    return f"{{{','.join(f'{quoted(name)}:{written[name]}' for name in sorted(written))}}}"


def _turn_json(turn: Turn) -> str:
    known = _NOTHING_KNOWN if turn.annotations == NO_ANNOTATIONS else _json(turn.annotations)
    return (
        f'{{"annotations":{known},"channel":{turn.channel},"char_times":{_json([*turn.char_times])}'
        f',"end_ms":{turn.end_ms},"role":{quoted(turn.role)},"role_inferred":{_json(turn.role_inferred)}'
        f',"start_ms":{turn.start_ms},"text":{quoted(turn.text)}}}'
    )


def _sha256(value: Any) -> str:
    return _sha256_of_text(_json(value))


def _sha256_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PackedTimes):
        return list(value)
    if isinstance(value, Undecided):  # as days were hashed that were reported before there were kinds
        return undecided(value)
    return {name: each for name, new in _fields(type(value)) if (each := getattr(value, name)) or not new}


def _fields(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Return the names of a record's fields, and whether they are left out while they are empty."""
    known = _FIELDS.get(kind)
    if known is None:
        _FIELDS[kind] = known = tuple((each.name, "new" in each.metadata) for each in fields(kind))
    return known


_FIELDS: dict[type[Any], tuple[tuple[str, bool], ...]] = {}
_json = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_plain
).encode
_NOTHING_KNOWN = _json(NO_ANNOTATIONS)
