"""The agent on a mono call is inferred from what agents say, and not where it is not sure."""

import pytest

from callqa.model.recording import Role
from callqa.recognition.roles import infer_roles, mono_turns
from callqa.recognition.turns import Utterance

PHRASES = ("很高兴为您服务", "为您服务", "工号", "帮您查询", "感谢您的来电", "有什么可以帮您")
SURE = (Role.AGENT, Role.CUSTOMER)
NOT_SURE = (Role.UNKNOWN, Role.UNKNOWN)


def said(start_ms: int, text: str) -> Utterance:
    times = tuple((start_ms + 100 * n, start_ms + 100 * (n + 1)) for n in range(len(text)))
    end_ms = times[-1][1]
    return Utterance(channel=0, start_ms=start_ms, end_ms=end_ms, text=text, char_times=times)


@pytest.mark.parametrize(
    ("first", "second", "roles"),
    [
        ("您好工号0827很高兴为您服务", "我要退款", SURE),
        ("我要退款", "您好工号0827，很高兴为您服务。", SURE[::-1]),
        ("很高兴为您服务", "我要退款", NOT_SURE),
        ("你工号多少", "我帮您查询一下工号", NOT_SURE),
        ("工号0827很高兴为您服务帮您查询", "你工号多少", SURE),
        ("你好", "你好", NOT_SURE),
        ("", "", NOT_SURE),
    ],
)
def test_who_says_what_agents_say_is_the_agent(first: str, second: str, roles: tuple[Role, Role]) -> None:
    assert infer_roles([first, second], PHRASES) == roles


def test_without_phrases_or_with_another_number_of_speakers_nothing_is_inferred() -> None:
    assert infer_roles(["工号很高兴为您服务", "喂"], []) == NOT_SURE
    assert infer_roles(["工号很高兴为您服务"], PHRASES) == (Role.UNKNOWN,)


def test_inferred_roles_are_marked_and_an_utterance_of_nobody_stays_unknown() -> None:
    utterances = [
        said(0, "工号零八二七"),
        said(700, "很高兴为您服务"),
        said(2_000, "我要退款"),
        said(5_000, "嗯"),
    ]

    turns = mono_turns(utterances, [0, 0, 1, None], PHRASES)

    assert [(turn.role, turn.role_inferred, turn.channel, turn.text) for turn in turns] == [
        (Role.AGENT, True, 0, "工号零八二七很高兴为您服务"),
        (Role.CUSTOMER, True, 0, "我要退款"),
        (Role.UNKNOWN, False, 0, "嗯"),
    ]


def test_two_speakers_whose_roles_are_not_sure_are_still_kept_apart() -> None:
    turns = mono_turns([said(0, "喂你好"), said(400, "你好")], [0, 1], PHRASES)

    assert [(turn.role, turn.role_inferred, turn.text) for turn in turns] == [
        (Role.UNKNOWN, False, "喂你好"),
        (Role.UNKNOWN, False, "你好"),
    ]
