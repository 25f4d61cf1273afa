"""Who speaks: an agent sounds the same all day, a customer the same all through a call."""

import random
from collections.abc import Sequence

from flows.core.recording import Role
from scripts.sample_day.plan import CallPlan
from scripts.synth.espeak import Voice
from scripts.synth.voices import TRAINING_VARIANTS, UNSEEN_VARIANTS

#: They speak 1.6 times as fast as the others at the same setting.
_HASTY = frozenset({"Andrea", "anika"})


def variants(unseen: bool) -> tuple[str, ...]:
    """The voices to draw from: those the demo model was trained with, or the others."""
    pool = UNSEEN_VARIANTS if unseen else TRAINING_VARIANTS
    return tuple(variant for variant in pool if variant not in _HASTY)


def _voice(variant: str, rng: random.Random) -> Voice:
    return Voice(
        variant=variant,
        speed=rng.randint(160, 205),
        pitch=rng.randint(30, 65),
        pitch_range=rng.randint(40, 70),
        shift=rng.uniform(0.95, 1.06),
    )


def agent_voice(agent: str, pool: Sequence[str], seed: int) -> Voice:
    """The voice of an agent: the same in every call of a seed."""
    rng = random.Random(f"{seed}:agent:{agent}")
    return _voice(rng.choice(pool), rng)


def voices(call: CallPlan, pool: Sequence[str], seed: int) -> dict[Role, Voice]:
    """Two different voices for a call."""
    agent = agent_voice(call.agent, pool, seed)
    rng = random.Random(f"{seed}:customer:{call.call_id}")
    others = [variant for variant in pool if variant != agent.variant]
    return {Role.AGENT: agent, Role.CUSTOMER: _voice(rng.choice(others), rng)}
