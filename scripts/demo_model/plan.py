"""What is made and for how long: every size, seed and number of steps of the recipe."""

import multiprocessing
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.demo_model import grammar, shards
from scripts.demo_model.text import TextSource, is_held_out
from scripts.synth.voices import TRAINING_VARIANTS, UNSEEN_VARIANTS

ROOT = Path(__file__).parents[2]
VOICES = {"training": TRAINING_VARIANTS, "unseen": UNSEEN_VARIANTS}
_FORK = multiprocessing.get_context("fork")
_ATTEMPTS, _NEXT_ATTEMPT = 5, 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Sizes and lengths; the defaults are the shipped model's.

    ``second`` is the folder that ``scripts.make_kokoro_speech`` fills; without it one synthesiser speaks.
    ``second_share`` says how far the model goes from its first course to its second.
    """

    work: Path = ROOT / "work" / "demo_model"
    output: Path = ROOT / "models" / "demo"
    seed: int = 20_26
    shard_hours: float = 1.0
    general_shards: int = 44
    naming_shards: int = 4
    base_steps: int = 17_900
    base_decay_steps: int = 4_500
    base_rate: float = 1.3e-3
    batch_frames: int = 1_500
    go_on_from: Path | None = None
    second: Path | None = None
    second_steps: int = 6_000
    second_rate: float = 7e-4
    second_share: float = 0.75
    predictor_steps: int = 200
    hotword_rounds: tuple[int, ...] = (2_400,)
    bias_named: int = 48
    bias_ordinary: int = 120

    @property
    def base_checkpoint(self) -> Path:
        """The base model: encoder, predictor, decoder."""
        return self.work / "base.pt"

    @property
    def second_checkpoint(self) -> Path:
        """The base model after the speech of both synthesisers."""
        return self.work / "second.pt"

    def second_held_out(self, voices: str) -> Path:
        """Sentences never trained on, by ``training`` or ``unseen`` voices of the second synthesiser."""
        return (self.second or self.work) / f"held_out_{voices}.npz"

    @property
    def final_checkpoint(self) -> Path:
        """Base model, calibrated predictor and hotword head."""
        return self.work / "final.pt"

    def general(self, index: int) -> Path:
        """Speech of the whole text mix."""
        return self.work / f"general{index}.npz"

    def naming(self, index: int) -> Path:
        """Speech with names and brands, for the hotword head."""
        return self.work / f"naming{index}.npz"

    def held_out(self, voices: str) -> Path:
        """Sentences never trained on, by ``training`` or ``unseen`` voices."""
        return self.work / f"held_out_{voices}.npz"


def make_speech(plan: Plan) -> None:
    """Synthesise every shard that is not there yet, in the order in which training needs them."""
    plan.work.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    source = TextSource()
    source.prepare()
    naming, whole = _naming_mix(source), source.sentence
    for offset, voices in ((900, "training"), (901, "unseen")):
        _make(plan, plan.held_out(voices), offset, held_out_text(source), VOICES[voices])
    for index in range(plan.general_shards):
        _make(plan, plan.general(index), index, shards.training_text(source, whole))
    for index in range(plan.naming_shards):
        _make(plan, plan.naming(index), 500 + index, shards.training_text(source, naming))


def _make(
    plan: Plan,
    path: Path,
    offset: int,
    draw: shards.Draw,
    variants: tuple[str, ...] = TRAINING_VARIANTS,
) -> None:
    """Make one shard in a process of its own: espeak-ng crashes now and then, then try again."""
    for attempt in range(_ATTEMPTS):
        if path.exists():
            return
        made = shards.utterances(draw, seed=plan.seed + offset + attempt * _NEXT_ATTEMPT, variants=variants)
        child = _FORK.Process(target=shards.write, args=(path, made, plan.shard_hours))
        child.start()
        child.join()
    raise RuntimeError(f"espeak-ng crashed {_ATTEMPTS} times over {path}")


def _naming_mix(source: TextSource) -> shards.Draw:
    kinds: list[Callable[[random.Random], str]] = [grammar.naming_sentence, source.sentence]
    return lambda rng: rng.choices(kinds, [0.75, 0.25])[0](rng)


def held_out_text(source: TextSource) -> shards.Draw:
    """Corpus lines that were set aside (two in five), or fluent sentences nobody trained on."""

    def drawn(rng: random.Random) -> str:
        if rng.random() < 0.4:
            return rng.choice(source.held_out_lines)
        while not is_held_out(text := source.fluent(rng)):
            pass
        return text

    return drawn
