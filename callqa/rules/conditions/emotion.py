"""emotion: how something is said, where the recogniser tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from callqa.days.rule_changes import Demand
from callqa.model.annotations import Emotion, Feeling
from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.conditions.operator import Operator, Place
from callqa.rules.logic.ast import Condition, Node
from callqa.rules.search.answer import Answer, unknown
from callqa.rules.search.demands import demand
from callqa.rules.search.hit import Hit
from callqa.rules.search.speech import Speech
from callqa.strict_yaml.models import wrong

EMOTIONS: Mapping[str, Emotion] = MappingProxyType(
    {
        "生气": Emotion.ANGRY,
        "难过": Emotion.SAD,
        "高兴": Emotion.HAPPY,
        "平静": Emotion.NEUTRAL,
        "害怕": Emotion.FEARFUL,
        "厌恶": Emotion.DISGUSTED,
        "惊讶": Emotion.SURPRISED,
    }
)
_MEANT = {
    **dict.fromkeys(("愤怒", "发火", "恼火", "angry", "anger"), "生气"),
    **dict.fromkeys(("悲伤", "伤心", "哭", "sad"), "难过"),
    **dict.fromkeys(("开心", "愉快", "happy"), "高兴"),
    **dict.fromkeys(("中性", "正常", "neutral"), "平静"),
    **dict.fromkeys(("恐惧", "fearful", "fear"), "害怕"),
    **dict.fromkeys(("反感", "disgusted", "disgust"), "厌恶"),
    **dict.fromkeys(("吃惊", "surprised", "surprise"), "惊讶"),
}


def emotion_named(word: str) -> Emotion | None:
    """Return the emotion of a word; None where it is none of ours."""
    return EMOTIONS.get(word.strip())


def _known(value: object) -> object:
    if not isinstance(value, str) or value.strip() in EMOTIONS:
        return value.strip() if isinstance(value, str) else value
    meant, choices = _MEANT.get(value.strip().casefold()), f"可以写：{'、'.join(EMOTIONS)}"
    raise wrong(f"不认识情绪“{value}”", f"是不是想写 {meant}？{choices}" if meant else choices)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_SHAPE: Any = Literal[(*EMOTIONS,)]
EmotionWords = Annotated[
    list[Annotated[str, BeforeValidator(_known, json_schema_input_type=_SHAPE)]],
    BeforeValidator(_as_list, json_schema_input_type=list[_SHAPE] | _SHAPE),
    Field(min_length=1),
]
"""What may be written for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Felt(Node):
    """Somebody says something in one of some emotions.

    Args:
        role: who; None for anybody.
        emotions: any of these.
    """

    role: Role | None
    emotions: tuple[Emotion, ...]

    def condition(self) -> Condition:
        """Answer with the stretches that are said so; unknown where nobody tells how anything is said."""

        def felt(speech: Speech) -> Answer:
            if not speech.speaks(self.role) and not speech.speaks(Role.UNKNOWN):
                return Answer(undecided=speech.why_silent(self.role))
            told = list(_told(speech, self.role))
            if not told:
                return unknown(Why.NO_EMOTION)
            found = [_hit(speech, index, one) for index, one in told if one.emotion in self.emotions]
            doubtful = tuple(hit for hit in found if self.role and hit.role is Role.UNKNOWN)
            return Answer(
                hits=tuple(hit for hit in found if hit not in doubtful),
                doubtful=doubtful,
                undecided=Undecided(kind=Why.SPEAKER_UNCLEAR, role=self.role) if doubtful else None,
            )

        return felt

    def describe(self) -> Demand:
        """Describe the emotions."""
        return demand("emotion", emotions=tuple(each.value for each in self.emotions))


def _told(speech: Speech, role: Role | None) -> Iterator[tuple[int, Feeling]]:
    """Yield how a role says something, and how somebody does who may be that role."""
    for index, turn in speech.turns:
        if role is None or turn.role in (role, Role.UNKNOWN):
            yield from ((index, one) for one in turn.annotations.feelings)


def _hit(speech: Speech, index: int, feeling: Feeling) -> Hit:
    turn, span = speech.transcript.turns[index], slice(feeling.start, feeling.end)
    times = turn.char_times[span] or ((turn.start_ms, turn.end_ms),)
    return speech.turn_hit(index)._replace(
        start=feeling.start,
        end=feeling.end,
        start_ms=times[0][0],
        end_ms=times[-1][1],
        evidence=turn.text[span],
    )


def _build(words: list[str], here: Place) -> Node:
    return Felt(role=here.role, emotions=tuple(sorted({EMOTIONS[word] for word in words})))


OPERATORS = (
    Operator(
        key="emotion",
        order=115,
        written=EmotionWords,
        description=f"情绪（识别模型给出时）：{'、'.join(EMOTIONS)}；role 是谁的情绪",
        aliases="mood sentiment feeling tone 情绪 语气 心情",
        build=_build,
    ),
)
