"""Who speaks: an agent sounds the same all day, a customer the same all through a call."""

import random
from collections.abc import Sequence

from callqa.model.recording import Role
from scripts.sample_day.plan import AGENTS, CallPlan
from scripts.synth.espeak import Voice
from scripts.synth.voices import TRAINING_VARIANTS, UNSEEN_VARIANTS

#: Not used here: two speak 1.6 times as fast as the others at the same setting, and the rest sound
#: like machines, which people on a telephone do not.
_ODD = frozenset({"Andrea", "anika", "kaukovalta", "klatt", "klatt2", "klatt3", "klatt4"})


def variants(unseen: bool) -> tuple[str, ...]:
    """Return the voices to draw from: those the demo model was trained with, or the others."""
    pool = UNSEEN_VARIANTS if unseen else TRAINING_VARIANTS
    return tuple(variant for variant in pool if variant not in _ODD)


def _voice(variant: str, rng: random.Random) -> Voice:
    return Voice(
        variant=variant,
        speed=rng.randint(160, 205),
        pitch=rng.randint(30, 65),
        pitch_range=rng.randint(40, 70),
        shift=rng.uniform(0.95, 1.06),
    )


def agent_voice(agent: str, pool: Sequence[str], seed: int) -> Voice:
    """Return the voice of an agent: the same in every call of a seed, and no other agent has its variant."""
    shuffled = random.Random(f"{seed}:agents").sample(pool, k=len(pool))
    variant = shuffled[list(AGENTS).index(agent) % len(shuffled)]
    return _voice(variant, random.Random(f"{seed}:agent:{agent}"))


def voices(call: CallPlan, pool: Sequence[str], seed: int) -> dict[Role, Voice]:
    """Two different voices for a call."""
    agent = agent_voice(call.agent, pool, seed)
    rng = random.Random(f"{seed}:customer:{call.call_id}")
    others = [variant for variant in pool if variant != agent.variant]
    return {Role.AGENT: agent, Role.CUSTOMER: _voice(rng.choice(others), rng)}
