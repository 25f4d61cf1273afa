"""What the slots of a dialogue are filled with, for one call."""

import random
from collections.abc import Mapping, Sequence

_DIGITS = "零一二三四五六七八九"
#: A lone 一 is said yī or yāo; it is left out, so that the answer is clear.
_SPOKEN_APART = _DIGITS.replace("一", "")


def spoken_number(number: int) -> str:
    """Return a number from 1 to 999 as it is said: 105 is 一百零五, 200 is 两百."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{'两' if hundreds == 2 else _DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{_DIGITS[tens] if hundreds or tens > 1 else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def spoken_digits(rng: random.Random, count: int) -> str:
    """Digits one by one, as an order number is read out."""
    return "".join(rng.choices(_SPOKEN_APART, k=count))


def draw(rng: random.Random, table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """One value for every slot; the same slot has the same value all through a call."""
    values = {slot: rng.choice(choices) for slot, choices in table.items()}
    values["ext"] = spoken_digits(rng, 4)
    values["four"] = spoken_digits(rng, 4)
    values["five"] = spoken_digits(rng, 5)
    values["money"] = f"{spoken_number(rng.randrange(20, 600))}块"
    return values
