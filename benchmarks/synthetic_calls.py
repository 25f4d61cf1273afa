"""Calls made of real sentences, as many as wanted, the same for the same seed."""

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from callqa.model.recording import Role
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.rules.search.phrase_index import FILLERS

ROOT = Path(__file__).resolve().parents[1]
CHARACTER_MS, PAUSE_MS = 180, 1200


def sentences() -> list[str]:
    """Return what is said on the shipped day and in the hand-written dialogues, without marks and fillers."""
    day = json.loads((ROOT / "data/sample/answers-2026-02-14.json").read_text(encoding="utf-8"))
    said = [turn["text"] for call in day["calls"].values() for turn in call["turns"]]
    said += (ROOT / "benchmarks/data/handwritten.txt").read_text(encoding="utf-8").splitlines()
    return sorted({_clean(text) for text in said} - {""})


def calls(count: int, characters: int, seed: int) -> Iterator[Transcript]:
    """So many calls of about so many characters; agent and customer take turns."""
    chance, pool = random.Random(seed), sentences()
    for number in range(count):
        texts, length = [], 0
        while length < characters:
            texts.append(chance.choice(pool))
            length += len(texts[-1])
        yield call(f"call-{number}", texts)


def call(call_id: str, texts: list[str]) -> Transcript:
    """One call in which these sentences are said, the agent's first."""
    turns, at_ms = [], 0
    for number, text in enumerate(texts):
        turns.append(_turn(Role.CUSTOMER if number % 2 else Role.AGENT, text, at_ms))
        at_ms = turns[-1].end_ms + PAUSE_MS
    return Transcript(
        call_id=call_id,
        audio_sha256="0",
        engine_revision="engine-0",
        outcome=Outcome.OK,
        duration_ms=at_ms,
        channels=2,
        turns=tuple(turns),
    )


def _turn(role: Role, text: str, at_ms: int) -> Turn:
    times = [at_ms + n * CHARACTER_MS for n in range(len(text) + 1)]
    return Turn(
        role=role,
        channel=0 if role is Role.AGENT else 1,
        start_ms=at_ms,
        end_ms=times[-1],
        text=text,
        char_times=tuple(pairwise(times)),
    )


def _clean(text: str) -> str:
    for filler in FILLERS:
        text = text.replace(filler, "")
    return "".join(character for character in text if "\u4e00" <= character <= "\u9fff")
