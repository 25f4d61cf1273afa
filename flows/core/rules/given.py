"""Transcripts from a file, one JSON object a line, for trying rules without a recording."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from flows.core.problems import Problem, ProblemsError
from flows.core.recording import Direction, Recording, Role
from flows.core.transcript import Outcome, Transcript, Turn

_ROLES = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "未知": Role.UNKNOWN}
_DIRECTIONS = {"呼入": Direction.INBOUND, "呼出": Direction.OUTBOUND}
_CHANNELS = {Role.AGENT: 0, Role.CUSTOMER: 1, Role.UNKNOWN: 0}
_ROLE_CURE = "写 agent、customer、unknown，或 坐席、客户、未知"
_CURES = {
    "missing": "补上这一项",
    "extra_forbidden": "删掉这一项；可以写的见 docs/rules.zh-CN.md",
    "enum": "对照 docs/rules.zh-CN.md 写规定的词",
    "greater_than_equal": "写不小于 0 的整数",
}


def _translated(words: Mapping[str, Any]) -> BeforeValidator:
    return BeforeValidator(lambda value: words.get(value, value) if isinstance(value, str) else value)


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Ms = Annotated[int, Field(ge=0)]


class _TurnGiven(_Given):
    role: Annotated[Role, _translated(_ROLES)]
    start_ms: Ms
    end_ms: Ms
    text: Annotated[str, Field(strict=True)]
    char_times: tuple[tuple[Ms, Ms], ...] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "_TurnGiven":
        if self.end_ms < self.start_ms:
            raise ValueError("end_ms 比 start_ms 早")
        if self.char_times is not None and len(self.char_times) != len(self.text):
            raise ValueError("char_times 的个数和字数不一样")
        return self


class _MetaGiven(BaseModel):
    # other systems know more about a call than rules ask for, and write numbers for names
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    agent: str | None = None
    queue: str | None = None
    direction: Annotated[Direction, _translated(_DIRECTIONS)] = Direction.UNKNOWN
    customer_number: str | None = None
    started_at: datetime | None = None


class _CallGiven(_Given):
    call_id: Annotated[str, Field(min_length=1, strict=True)]
    duration_ms: Ms
    meta: _MetaGiven = _MetaGiven()
    turns: tuple[_TurnGiven, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenCall:
    """A call from a line of the file."""

    transcript: Transcript
    recording: Recording


def parse_calls(text: str, where: str, today: date) -> list[GivenCall]:
    """Read every line.

    Args:
        text: one JSON object a line; empty lines are skipped.
        where: the file, as messages name it.
        today: the day of a call that does not say when it was.

    Raises:
        ProblemsError: every line that cannot be used, without what was said in it.
    """
    calls: list[GivenCall] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            calls.append(_call(_CallGiven.model_validate(_json(line)), today))
        except ValueError as error:
            problems += (
                Problem(where=f"{where}:{number}", line=number, what=what, cure=cure)
                for what, cure in _explain(error)
            )
    if problems:
        raise ProblemsError(problems)
    return calls


def _json(line: str) -> Any:
    """Only what JSON has: no NaN, and nothing so deep that it takes the process down."""
    try:
        return json.loads(line, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("括号套得太深") from error


def _refuse(constant: str) -> Any:
    raise ValueError(f"不能写 {constant}")


def _explain(error: ValueError) -> Iterator[tuple[str, str]]:
    """What is wrong and what to do, without the offending value: it may be what a customer said."""
    if isinstance(error, json.JSONDecodeError):
        yield f"第 {error.colno} 列不是 JSON", "每行写一个完整的 {…}，用英文引号和逗号"
    elif isinstance(error, ValidationError):
        for detail in error.errors(include_url=False, include_input=False):
            place = ".".join(str(step + 1 if isinstance(step, int) else step) for step in detail["loc"])
            yield f"{place or '这一行'}：{_what(detail)}", _cure(detail)
    else:
        yield str(error), "改正这一行"


def _what(detail: Any) -> str:
    kinds = {"missing": "没有写", "extra_forbidden": "不认识这一项", "value_error": str(detail["msg"])}
    return kinds.get(detail["type"], "写法不对").removeprefix("Value error, ")


def _cure(detail: Any) -> str:
    if detail["loc"] and detail["loc"][-1] == "role":
        return _ROLE_CURE
    return _CURES.get(detail["type"], "格式见 docs/rules.zh-CN.md")


def _call(given: _CallGiven, today: date) -> GivenCall:
    turns = tuple(map(_turn, given.turns))
    meta = given.meta
    started_at = meta.started_at or datetime.combine(today, time.min, UTC)
    return GivenCall(
        transcript=Transcript(
            call_id=given.call_id,
            audio_sha256="",
            engine_revision="",
            outcome=Outcome.OK if turns else Outcome.NO_SPEECH,
            duration_ms=given.duration_ms,
            channels=len({turn.channel for turn in turns}),
            turns=turns,
        ),
        recording=Recording(
            call_id=given.call_id,
            path="",
            started_at=started_at,
            agent=meta.agent,
            queue=meta.queue,
            direction=meta.direction,
            customer_number=meta.customer_number,
        ),
    )


def _turn(given: _TurnGiven) -> Turn:
    """Where only the turn has times, its characters are spread evenly over it."""
    times = given.char_times
    if times is None:
        count, length = len(given.text), given.end_ms - given.start_ms
        edges = [given.start_ms + length * place // count for place in range(count + 1)] if count else []
        times = tuple(pairwise(edges))
    return Turn(
        role=given.role,
        channel=_CHANNELS[given.role],
        start_ms=given.start_ms,
        end_ms=given.end_ms,
        text=given.text,
        char_times=times,
    )
