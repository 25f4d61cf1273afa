"""Who speaks: voices for training, and voices that the model never hears before it is measured."""

import random

from scripts.synth.espeak import Voice

#: Never used in training; every "unseen voices" figure comes from these.
UNSEEN_VARIANTS = ("linda", "Alex", "pablo", "Alicia", "Michael", "david", "Hugo", "belinda")

TRAINING_VARIANTS = (
    *("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"),
    *("Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Gene2", "Henrique", "Jacky", "Lee"),
    *("Mario", "Mike", "Nguyen", "adam", "anika", "antonio", "aunty", "benjamin", "boris"),
    *(
        "caleb",
        "ed",
        "edward",
        "edward2",
        "grandma",
        "grandpa",
        "gustave",
        "iven",
        "iven2",
        "iven3",
    ),
    *("iven4", "john", "kaukovalta", "klatt", "klatt2", "klatt3", "klatt4", "marcelo", "max"),
    *(
        "michel",
        "miguel",
        "norbert",
        "paul",
        "pedro",
        "quincy",
        "rob",
        "robert",
        "sandro",
        "shelby",
    ),
    *("steph", "steph2", "steph3", "travis", "victor", "zac"),
)

#: These speak about 1.6 times as fast as the others at the same setting.
_FAST_VARIANTS = frozenset({"Andrea", "anika"})


def random_voice(rng: random.Random, variants: tuple[str, ...] = TRAINING_VARIANTS) -> Voice:
    """Draw a speaker: a variant, and how it happens to speak today."""
    variant = rng.choice(variants)
    speed = rng.randint(135, 215)
    return Voice(
        variant=variant,
        speed=round(speed / 1.6) if variant in _FAST_VARIANTS else speed,
        pitch=rng.randint(20, 80),
        pitch_range=rng.randint(30, 80),
        shift=rng.uniform(0.92, 1.1),
    )
