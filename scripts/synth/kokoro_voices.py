"""Who speaks with Kokoro: voices for training, and two that the model never hears before it is measured.

A voice is two mixtures of published ones: who it sounds like (timbre), and how it moves (prosody), which
is always a Mandarin speaker's.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

Mixture = Mapping[str, float]

MANDARIN = (
    *("zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi"),
    *("zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang"),
)
#: These and all their mixtures are never trained on.
UNSEEN = ("zf_xiaoyi", "zm_yunxi")
TRAINING = tuple(name for name in MANDARIN if name not in UNSEEN)

_FOREIGN_SHARE, _FOREIGN_MOST = 0.3, 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class KokoroVoice:
    """How one speaker sounds: weights of published voices that add up to one, and a speed (1 is normal)."""

    timbre: Mixture
    prosody: Mixture
    speed: float = 1.0


def random_voice(rng: random.Random, mandarin: tuple[str, ...], foreign: tuple[str, ...] = ()) -> KokoroVoice:
    """Draw a speaker.

    Args:
        rng: the source of chance.
        mandarin: whom to mix.
        foreign: speakers of other languages that may colour the timbre, at most by half.
    """
    timbre = _mixture(rng, mandarin)
    if foreign and rng.random() < _FOREIGN_SHARE:
        share = rng.uniform(0.1, _FOREIGN_MOST)
        timbre = {name: weight * (1 - share) for name, weight in timbre.items()} | {
            rng.choice(foreign): share
        }
    return KokoroVoice(timbre=timbre, prosody=_mixture(rng, mandarin), speed=rng.uniform(0.8, 1.3))


def _mixture(rng: random.Random, names: tuple[str, ...]) -> dict[str, float]:
    chosen = rng.sample(names, min(len(names), rng.choice([1, 2, 2, 3])))
    weights = [rng.uniform(0.2, 1.0) for _ in chosen]
    return {name: weight / sum(weights) for name, weight in zip(chosen, weights, strict=True)}
