"""Transcripts from a file, one JSON object a line, for trying rules without a recording."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.strict_yaml.problems import Problem, ProblemsError

_ROLES = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "座席": Role.AGENT, "未知": Role.UNKNOWN}
_DIRECTIONS = {"呼入": Direction.INBOUND, "呼出": Direction.OUTBOUND}
_CHANNELS = {Role.AGENT: 0, Role.CUSTOMER: 1, Role.UNKNOWN: 0}
_WORDS = {
    "role": "写 agent、customer、unknown，或 坐席、客户、未知",
    "direction": "写 inbound、outbound、unknown，或 呼入、呼出",
}
_FORMAT = "格式见 docs/rules.zh-CN.md"
_KINDS = {
    # pydantic's error type: (what is wrong, what to do)
    "missing": ("没有写", "补上这一项"),
    "extra_forbidden": ("不认识这一项", "删掉这一项；可以写的见 docs/rules.zh-CN.md"),
    "enum": ("不认识这个词", "对照 docs/rules.zh-CN.md 写规定的词"),
    "greater_than_equal": ("是负数", "写不小于 0 的整数"),
    "string_type": ("应当是文字", f"用英文双引号括起来；{_FORMAT}"),
    "string_too_short": ("是空的", f"写上内容；{_FORMAT}"),
    "string_unicode": ("里有残缺的字符", "检查文件是怎么导出的，编码选 UTF-8"),
    "int_type": ("应当是整数", f"写整数毫秒，不带引号；{_FORMAT}"),
    "int_parsing": ("应当是整数", f"写整数毫秒，不带引号；{_FORMAT}"),
    "int_from_float": ("应当是整数", f"写整数毫秒，不写小数；{_FORMAT}"),
    "finite_number": ("太大", "写整数毫秒"),
    "tuple_type": ("应当是列表", f"写成 […]；{_FORMAT}"),
    "model_type": ("应当是 {…}", _FORMAT),
    "datetime_parsing": ("应当是日期和时间", "例如 2026-03-01T10:00:00+08:00"),
    "datetime_from_date_parsing": ("应当是日期和时间", "例如 2026-03-01T10:00:00+08:00"),
}
_OTHER_NAMES = {
    # what other systems write, what is meant
    "id": "call_id", "callid": "call_id", "callId": "call_id", "duration": "duration_ms", "metadata": "meta",
    "segments": "turns", "utterances": "turns", "sentences": "turns", "speaker": "role", "channel": "role",
    "start": "start_ms", "begin": "start_ms", "begin_ms": "start_ms", "end": "end_ms", "stop": "end_ms",
    "content": "text", "words": "text", "sentence": "text",
}  # fmt: skip
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_SHOWN = 50
_LONGEST_NUMBER = 18


def _translated(words: Mapping[str, Any]) -> BeforeValidator:
    """Take any of the words, and the English ones in any case."""

    def translated(value: object) -> object:
        if not isinstance(value, str):
            return value
        plain = value.strip()
        return words.get(plain, plain.lower())

    return BeforeValidator(translated)


def _whole(text: str) -> str:
    """Replace half a character, which JSON can hold and no file can, by the sign for a lost one."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def _nothing(value: object) -> object:
    return {} if value is None else value


def _no_turns(value: object) -> object:
    return () if value is None else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Ms = Annotated[int, Field(ge=0)]


class _TurnGiven(_Given):
    role: Annotated[Role, _translated(_ROLES)]
    start_ms: Ms | None = None
    end_ms: Ms | None = None
    text: Annotated[str, Field(strict=True), AfterValidator(_whole)]
    char_times: tuple[tuple[Ms, Ms], ...] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "_TurnGiven":
        if (self.start_ms is None) != (self.end_ms is None):
            raise ValueError("start_ms 和 end_ms 只写了一个")
        if self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms:
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
    call_id: Annotated[str, Field(min_length=1, strict=True), BeforeValidator(_as_text)]
    duration_ms: Ms
    meta: Annotated[_MetaGiven, BeforeValidator(_nothing)] = _MetaGiven()
    turns: Annotated[tuple[_TurnGiven, ...], BeforeValidator(_no_turns)]


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
            if isinstance(error, json.JSONDecodeError) and not calls and _is_one_value(text):
                raise ProblemsError([_one_value(where)]) from error
            problems += (
                Problem(where=f"{where}:{number}", line=number, what=what, cure=cure)
                for what, cure in _explain(error)
            )
        if len(problems) > _SHOWN:
            more = f"后面的行没有再看：已经有 {_SHOWN} 处以上的问题"
            problems.append(Problem(where=where, line=number + 1, what=more, cure="先改这些，再运行一次"))
            break
    if problems:
        raise ProblemsError(problems)
    return calls


def _is_one_value(text: str) -> bool:
    """Return whether the file is JSON as a whole, and not line by line."""
    try:
        _json(text)
    except ValueError:
        return False
    return True


def _one_value(where: str) -> Problem:
    cure = "每通电话写成一行 {…}：不要最外层的 [ ] 和行尾的逗号，一通不要分成几行"
    return Problem(where=f"{where}:1", line=1, what="整个文件是一个 JSON，不是每行一个", cure=cure)


def _json(line: str) -> Any:
    """Only what JSON has: no NaN, and nothing so deep or so long that it takes the process down."""
    try:
        return json.loads(line, parse_constant=_refuse, parse_int=_integer)
    except RecursionError as error:
        raise ValueError("括号套得太深") from error


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("有一个数太长")
    return int(digits)


def _refuse(constant: str) -> Any:
    raise ValueError(f"不能写 {constant}")


def _explain(error: ValueError) -> Iterator[tuple[str, str]]:
    """Say what is wrong and what to do, without the offending value: it may be what a customer said."""
    if isinstance(error, json.JSONDecodeError):
        yield f"第 {error.colno} 列不是 JSON", "每行写一个完整的 {…}，用英文引号和逗号"
    elif isinstance(error, ValidationError):
        for detail in error.errors(include_url=False, include_input=False):
            place = ".".join(str(step + 1 if isinstance(step, int) else step) for step in detail["loc"])
            what, cure = _told(detail)
            yield f"{place or '这一行'}：{what}", cure
    else:
        yield str(error), "改正这一行"


def _told(detail: Any) -> tuple[str, str]:
    kind, key = detail["type"], detail["loc"][-1] if detail["loc"] else ""
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, "), _FORMAT
    what, cure = _KINDS.get(kind, ("写法不对", _FORMAT))
    if kind == "extra_forbidden" and key in _OTHER_NAMES:
        cure = f"是不是想写 {_OTHER_NAMES[key]}？时间按毫秒写"
    return what, _WORDS.get(key, cure)


def _call(given: _CallGiven, today: date) -> GivenCall:
    turns = tuple(_turns(given.turns))
    meta = given.meta
    started_at = meta.started_at or datetime.combine(today, time.min, UTC)
    return GivenCall(
        transcript=Transcript(
            call_id=given.call_id,
            audio_sha256="",
            engine_revision="",
            # without a turn nobody can tell a call that was not transcribed from a silent one
            outcome=Outcome.OK if turns else Outcome.FAILED,
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


def _turns(given: tuple[_TurnGiven, ...]) -> Iterator[Turn]:
    """Make the turns; one without times takes no time, behind the one before it: nobody knows when."""
    last = 0
    for one in given:
        start_ms = last if one.start_ms is None else one.start_ms
        last = start_ms if one.end_ms is None else one.end_ms
        yield _turn(one, start_ms, last)


def _turn(given: _TurnGiven, start_ms: int, end_ms: int) -> Turn:
    """Where only the turn has times, its characters are spread evenly over it."""
    times = given.char_times
    if times is None:
        count, length = len(given.text) if end_ms > start_ms else 0, end_ms - start_ms
        edges = [start_ms + length * place // count for place in range(count + 1)] if count else []
        times = tuple(pairwise(edges))
    return Turn(
        role=given.role,
        channel=_CHANNELS[given.role],
        start_ms=start_ms,
        end_ms=end_ms,
        text=given.text,
        char_times=times,
    )
