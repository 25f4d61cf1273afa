"""What the hotword head is trained on: the frozen base's embeddings, and words to look for."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from scripts.demo_model import grammar
from scripts.demo_model.architecture import NO_BIAS, mask_of
from scripts.demo_model.batches import Augmentation, buckets, collate
from scripts.demo_model.checkpoint import Trained
from scripts.demo_model.losses import IGNORED, integrate, predict, with_end
from scripts.demo_model.shards import Utterance

_FRAMES = 1_600
_LENGTHS, _LENGTH_WEIGHTS = [2, 3, 4, 5, 6, 7], [0.35, 0.3, 0.18, 0.08, 0.05, 0.04]
_AT_AN_ERROR = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """One utterance as the frozen base hears it.

    ``acoustic`` and ``hidden`` have one row a character and one for the end; ``wrong`` holds the
    places of the characters that the base gets wrong.
    """

    text: str
    acoustic: torch.Tensor
    hidden: torch.Tensor
    wrong: tuple[int, ...]


@torch.no_grad()
def hear(trained: Trained, utterances: Sequence[Utterance], seed: int) -> list[Heard]:
    """Run the base once over augmented utterances, ordered by length."""
    trained.model.eval()
    how = Augmentation(noise=np.random.default_rng(seed))
    batches = buckets(utterances, frames=_FRAMES, rng=random.Random(seed))
    heard = [one for batch in batches for one in _hear(trained, batch, how)]
    return sorted(heard, key=lambda one: (len(one.text), one.text))


def _hear(trained: Trained, utterances: Sequence[Utterance], how: Augmentation) -> list[Heard]:
    model = trained.model
    batch = collate(utterances, trained.normaliser, trained.index_of, how)
    hidden, hidden_lengths = model.encode(batch.speech, batch.speech_lengths)
    alphas, _ = predict(model.predictor, hidden, mask_of(hidden_lengths, hidden.size(1)))
    targets, lengths = with_end(batch)
    acoustic = integrate(hidden, alphas, lengths, targets.size(1))
    logits, decoded, _ = model.decoder(
        hidden, hidden_lengths, acoustic, lengths, return_hidden=True, return_both=True
    )
    missed = (logits.argmax(-1) != targets) & (targets != IGNORED)
    return [
        Heard(
            text=one.text,
            acoustic=acoustic[row, : len(one.text) + 1].half(),
            hidden=decoded[row, : len(one.text) + 1].half(),
            wrong=tuple(missed[row, : len(one.text)].nonzero().flatten().tolist()),
        )
        for row, one in enumerate(utterances)
    ]


def some_word(heard: Heard, rng: random.Random) -> str | None:
    """Return a stretch of the utterance to serve as a hotword, mostly where the base went wrong."""
    size = len(heard.text)
    if size < 2:
        return None
    length = min(size, rng.choices(_LENGTHS, _LENGTH_WEIGHTS)[0])
    if heard.wrong and rng.random() < _AT_AN_ERROR:
        place = rng.choice(heard.wrong)
        start = rng.randint(max(0, place - length + 1), min(place, size - length))
    else:
        start = rng.randint(0, size - length)
    return heard.text[start : start + length]


def some_hotwords(batch: Sequence[Heard], rng: random.Random) -> list[str]:
    """Words that some utterances hold, and words and names that probably none holds."""
    asked = rng.sample(list(batch), min(rng.choice([1, 2, 4, 8, 12]), len(batch)))
    found = {word for word in (some_word(one, rng) for one in asked) if word}
    found |= {rng.choice(_DISTRACTORS) for _ in range(rng.choice([0, 2, 6, 20]))}
    found |= {grammar.name(rng) for _ in range(rng.choice([0, 2, 5, 15]))}
    listed = sorted(found)
    rng.shuffle(listed)
    return listed


_DISTRACTORS = [word for word in grammar.phrases() if 2 <= len(word) <= 7]


def labels(text: str, hotwords: Sequence[str], index_of: dict[str, int]) -> torch.Tensor:
    """For every character and the end: its token inside a hotword, NO_BIAS elsewhere."""
    marked = [NO_BIAS] * (len(text) + 1)
    for word in sorted(hotwords, key=len, reverse=True):
        start = text.find(word)
        while start >= 0:
            places = range(start, start + len(word))
            if all(marked[place] == NO_BIAS for place in places):
                marked[start : start + len(word)] = [index_of[c] for c in word]
            start = text.find(word, start + 1)
    return torch.tensor(marked)
