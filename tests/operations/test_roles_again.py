"""Stored transcripts get the roles that hold now whenever a day is flagged: no audio, no model."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from callqa.model.coverage import GapKind, Source
from callqa.model.recording import Direction, Role
from callqa.operations import flag
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recordings import ChannelSettings
from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

DAY = date(2026, 2, 14)
BOOK = """
categories:
  - name: 服务禁语
    severity: 一般
    rules:
      - {id: rude, name: 坐席不耐烦, role: 坐席, keywords: [订单号报一下]}
"""


def stored(store: Store, calls: Sequence[tuple[str, str]], direction: Direction = Direction.INBOUND) -> None:
    """Store calls whose first channel was the agent's when they were recognised."""
    recordings = [recording(f"c{n}", direction=direction) for n in range(len(calls))]
    spoken = [
        transcript(
            turn(first, Role.AGENT),
            turn(second, Role.CUSTOMER, start_ms=8000),
            call_id=f"c{n}",
            duration_ms=20_000,
        )
        for n, (first, second) in enumerate(calls)
    ]
    store.save_collection(DAY, recordings, [], [])
    store.save_transcripts(DAY, spoken, recordings)


def roles(store: Store) -> dict[str, list[Role]]:
    return {call_id: [each.role for each in one.turns] for call_id, one in store.transcripts(DAY).items()}


def flagged(configuration: Configuration, store: Store) -> None:
    flag.flag_day(site(configuration, store), DAY)


def test_another_setting_gives_other_roles_and_keeps_the_words(
    configuration: Configuration, store: Store
) -> None:
    stored(store, [("我要投诉", "您好很高兴为您服务")])
    before = store.transcripts(DAY)["c0"]
    channels = ChannelSettings(inbound=[Role.CUSTOMER, Role.AGENT])
    settings = configuration.settings.model_copy(update={"channels": channels})

    flagged(replace(configuration, settings=settings), store)

    after = store.transcripts(DAY)["c0"]
    assert roles(store) == {"c0": [Role.CUSTOMER, Role.AGENT]}
    assert [(one.text, one.char_times) for one in after.turns] == [
        (one.text, one.char_times) for one in before.turns
    ]
    assert after.attempts == before.attempts


def test_a_direction_that_is_known_by_now_gives_other_roles(
    configuration: Configuration, store: Store
) -> None:
    channels = ChannelSettings(outbound=[Role.CUSTOMER, Role.AGENT])
    settings = configuration.settings.model_copy(update={"channels": channels})
    stored(store, [("我要投诉", "您好这里是客服")], Direction.OUTBOUND)

    flagged(replace(configuration, settings=settings), store)

    assert roles(store) == {"c0": [Role.CUSTOMER, Role.AGENT]}


def test_a_recorder_that_is_the_other_way_round_leaves_nobody_a_role_and_no_zero(
    configuration: Configuration, store: Store
) -> None:
    swapped = ("我要退款", "您好很高兴为您服务")
    stored(store, [swapped, swapped, ("少了一个杯子", "订单号报一下")])
    (configuration.home / "config/keywords.yaml").write_text(BOOK, "utf-8")

    flagged(configuration, store)
    flagged(configuration, store)  # once more, from what is stored by now

    assert {role for each in roles(store).values() for role in each} == {Role.UNKNOWN}
    [gap] = store.day(DAY).coverage[Source.FLAG].gaps
    assert (gap.kind, gap.call_ids) == (GapKind.SWAPPED_CHANNELS, {"c0", "c1", "c2"})
    judged = store.evaluations(DAY)
    assert {name: one.findings for name, one in judged.items()} == {"c0": (), "c1": (), "c2": ()}
    # nobody says it in the first two, whoever that is
    assert [[each.rule_id for each in judged[name].not_evaluated] for name in judged] == [[], [], ["rude"]]


def test_roles_that_are_right_are_not_written_again(
    configuration: Configuration, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(store, [("您好很高兴为您服务", "我要退款")])
    written: list[int] = []
    kept = Store.save_roles
    monkeypatch.setattr(
        Store,
        "save_roles",
        lambda self, day, some, *rest: (written.append(len(some)), kept(self, day, some, *rest)),
    )

    flagged(configuration, store)

    assert sum(written) == 0
