"""Set how eager the hotword head is, on a development set: neither inert nor full of alarms."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.console import Console

from scripts.demo_model import grammar
from scripts.demo_model.architecture import NO_BIAS
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.decode import edits, recognise
from scripts.demo_model.plan import Plan
from scripts.demo_model.shards import Utterance, utterances
from scripts.demo_model.text import TextSource, is_held_out

DOMAIN_WORDS = (Path(__file__).parent / "grammar" / "domain_hotwords.txt").read_text("utf-8").split()
_STEPS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
_TOLERANCE = 0.01  # as eager as costs next to nothing
_DISTRACTORS = 9
_SEED = 7_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Utterances to be recognised with the same hotwords."""

    utterances: Sequence[Utterance]
    hotwords: Sequence[str]


def _development_cases(plan: Plan) -> list[Case]:
    """Names with their hotword among others, and ordinary speech with words it rarely holds."""
    rng = random.Random(plan.seed + _SEED)
    cases = [_named_case(rng, plan.seed + _SEED + index) for index in range(plan.bias_named)]
    source = TextSource()

    def ordinary_text(rng: random.Random) -> str:
        while not is_held_out(text := source.fluent(rng)):
            pass
        return text

    spoken = utterances(ordinary_text, seed=plan.seed + _SEED, noise_share=0.1)
    ordinary = [next(spoken) for _ in range(plan.bias_ordinary)]
    names = [grammar.name(rng) for _ in range(20)]
    return [
        *cases,
        Case(utterances=ordinary, hotwords=DOMAIN_WORDS[:49]),
        Case(utterances=ordinary, hotwords=names),
    ]


def _named_case(rng: random.Random, seed: int) -> Case:
    text, word = grammar.naming_example(rng)
    spoken = utterances(lambda _: text, seed=seed, noise_share=0.0)
    hotwords = [word, *(grammar.name(rng) for _ in range(_DISTRACTORS))]
    return Case(utterances=[next(spoken), next(spoken)], hotwords=hotwords)


def calibrate_bias(trained: Trained, plan: Plan, console: Console) -> None:
    """Lower the head's NO_BIAS score as far as the development set hardly notices."""
    cases = _development_cases(plan)
    bias = trained.model.hotword_output_layer.bias
    start = float(bias[NO_BIAS])
    errors: dict[float, int] = {}
    for step in _STEPS:
        _set(bias, start - step)
        errors[step] = sum(_errors(trained, case) for case in cases)
        console.log(f"NO_BIAS lowered by {step}: {errors[step]} errors")
    affordable = min(errors.values()) * (1 + _TOLERANCE)
    best = max(step for step, count in errors.items() if count <= affordable)
    _set(bias, start - best)


@torch.no_grad()
def _set(bias: torch.Tensor, value: float) -> None:
    bias[NO_BIAS] = value


def _errors(trained: Trained, case: Case) -> int:
    said = recognise(trained, case.utterances, case.hotwords)
    return int(np.sum([edits(t, u.text) for t, u in zip(said, case.utterances, strict=True)]))
