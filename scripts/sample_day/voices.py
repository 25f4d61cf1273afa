"""Who speaks: an agent sounds the same all day, a customer the same all through a call."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callqa.model.recording import Role
from scripts.sample_day.plan import AGENTS, CallPlan
from scripts.synth import kokoro_voices
from scripts.synth.espeak import Voice
from scripts.synth.kokoro_voices import KokoroVoice, random_voice
from scripts.synth.voices import TRAINING_VARIANTS, UNSEEN_VARIANTS

#: Not used here: two speak 1.6 times as fast as the others at the same setting, and the rest sound
#: like machines, which people on a telephone do not.
_ODD = frozenset({"Andrea", "anika", "kaukovalta", "klatt", "klatt2", "klatt3", "klatt4"})
_SECOND_AGENTS = frozenset({"8002", "8005", "8008"})
_SECOND_CUSTOMERS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Everybody who may speak on a day.

    Args:
        seed: the day's; the same seed gives everybody the same voice.
        unseen: voices that the demo model was never trained with, instead of those that it was.
        kokoro: folder of the second synthesiser, which then speaks for about half of the people; without
            it espeak-ng speaks for all.
    """

    seed: int
    unseen: bool = False
    kokoro: Path | None = None

    @property
    def variants(self) -> tuple[str, ...]:
        """Voices of espeak-ng to draw from."""
        pool = UNSEEN_VARIANTS if self.unseen else TRAINING_VARIANTS
        return tuple(variant for variant in pool if variant not in _ODD)

    @property
    def mandarin(self) -> tuple[str, ...]:
        """Voices of the second synthesiser to draw from."""
        return kokoro_voices.UNSEEN if self.unseen else kokoro_voices.TRAINING


def _voice(variant: str, rng: random.Random) -> Voice:
    return Voice(
        variant=variant,
        speed=rng.randint(160, 205),
        pitch=rng.randint(30, 65),
        pitch_range=rng.randint(40, 70),
        shift=rng.uniform(0.95, 1.06),
    )


def agent_voice(agent: str, cast: Cast) -> Voice | KokoroVoice:
    """Return the voice of an agent: the same in every call of a seed, and no other agent has its variant."""
    rng = random.Random(f"{cast.seed}:agent:{agent}")
    if cast.kokoro is not None and agent in _SECOND_AGENTS:
        return random_voice(rng, cast.mandarin)
    pool = cast.variants
    shuffled = random.Random(f"{cast.seed}:agents").sample(pool, k=len(pool))
    return _voice(shuffled[list(AGENTS).index(agent) % len(shuffled)], rng)


def customer_voice(call: CallPlan, cast: Cast, others: Sequence[str]) -> Voice | KokoroVoice:
    """Return the voice of a call's customer, of espeak-ng's one of the others than the agent's."""
    rng = random.Random(f"{cast.seed}:customer:{call.call_id}")
    if cast.kokoro is not None and rng.random() < _SECOND_CUSTOMERS:
        return random_voice(rng, cast.mandarin)
    return _voice(rng.choice(others), rng)


def voices(call: CallPlan, cast: Cast) -> dict[Role, Voice | KokoroVoice]:
    """Two different voices for a call."""
    agent = agent_voice(call.agent, cast)
    used = agent.variant if isinstance(agent, Voice) else ""
    others = [variant for variant in cast.variants if variant != used]
    return {Role.AGENT: agent, Role.CUSTOMER: customer_voice(call, cast, others)}
