"""Dialogues as people write them, and as records.

A file holds dialogues of one theme. ``== name | in | queue`` starts one (``out``: the agent called),
then one line a turn::

    A: 您好 {brand}客服 工号{ext}为您服务
    C! 我[投诉:要投诉]你们 …3 听见没有

``A`` is the agent, ``C`` the customer; ``!`` instead of ``:`` talks over the turn before. A space is
a breath, ``…`` a long pause (``…3``: of three seconds), ``{slot}`` is drawn for every call, and
``[category:phrase]`` marks what a careful listener would report. An empty phrase marks the whole call.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from callqa.model.recording import Direction, Role

_ROLES = {"A": Role.AGENT, "C": Role.CUSTOMER}
_DIRECTIONS = {"in": Direction.INBOUND, "out": Direction.OUTBOUND}
_LINE = re.compile(r"([AC])([:!]) (.+)")
_SLOT = re.compile(r"\{(\w+)\}")
_MARK = re.compile(r"\[(\w+):([^\]]*)\]")
_PAUSE = re.compile(r"…(\d*)")
_PAUSE_S = 1.8


class DialogueError(ValueError):
    """A dialogue file that does not follow the format."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A finding that is right: where its phrase starts among the Hanzi of the line."""

    category: str
    phrase: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Speech after a pause; the text may be empty (nothing but the pause), spaces are breaths."""

    pause_s: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One turn as it will be spoken."""

    role: Role
    talks_over: bool
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """What is said: Hanzi only."""
        return hanzi("".join(part.text for part in self.parts))


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogue:
    """A dialogue with its slots still open."""

    name: str
    theme: str
    direction: Direction
    queue: str
    raw_lines: tuple[str, ...]

    def lines(self, values: Mapping[str, str]) -> tuple[Line, ...]:
        """Return the turns with every slot filled."""
        return tuple(parse_line(fill(raw, values)) for raw in self.raw_lines)


def hanzi(text: str) -> str:
    """Text without the breaths."""
    return text.replace(" ", "")


def fill(raw: str, values: Mapping[str, str]) -> str:
    """Put values into the slots; a slot without a value is an error."""
    try:
        return _SLOT.sub(lambda slot: values[slot[1]], raw)
    except KeyError as error:
        raise DialogueError(f"no value for slot {error} in {raw!r}") from error


def parse_line(raw: str) -> Line:
    """One filled line of a dialogue file."""
    match = _LINE.fullmatch(raw)
    if match is None:
        raise DialogueError(f"not a line of a dialogue, wanted 'A: …' or 'C! …': {raw!r}")
    who, sign, body = match.groups()
    return Line(
        role=_ROLES[who],
        talks_over=sign == "!",
        parts=tuple(_parts(_MARK.sub(r"\2", body))),
        marks=tuple(_marks(body)),
    )


def _parts(text: str) -> Iterator[Part]:
    first, *rest = _PAUSE.split(text)
    if first.strip():
        yield Part(pause_s=0, text=first.strip())
    for seconds, spoken in zip(rest[::2], rest[1::2], strict=True):
        yield Part(pause_s=float(seconds or _PAUSE_S), text=spoken.strip())


def _marks(body: str) -> Iterator[Mark]:
    for match in _MARK.finditer(body):
        before = _PAUSE.sub("", _MARK.sub(r"\2", body[: match.start()]))
        yield Mark(category=match[1], phrase=hanzi(match[2]), at=len(hanzi(before)))


def parse(text: str, theme: str) -> tuple[Dialogue, ...]:
    """All dialogues of a file."""
    lines = (line.strip() for line in text.splitlines())
    content = "\n".join(line for line in lines if line and not line.startswith("#"))
    return tuple(_dialogue(block, theme) for block in content.split("== ")[1:])


def _dialogue(block: str, theme: str) -> Dialogue:
    header, *raw_lines = block.strip().splitlines()
    try:
        name, direction, queue = header.split(" | ")
        return Dialogue(
            name=name,
            theme=theme,
            direction=_DIRECTIONS[direction],
            queue=queue,
            raw_lines=tuple(raw_lines),
        )
    except (ValueError, KeyError) as error:
        raise DialogueError(f"wanted '== name | in|out | queue', not {header!r}") from error
