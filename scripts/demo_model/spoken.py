"""Numbers the way a caller says them: amounts, dates, clock times, phone and order numbers."""

import random

DIGITS = "零一二三四五六七八九"
_TEENS_END = 20
_LIANG = {"二百": "两百", "二千": "两千", "二万": "两万"}


def digits(rng: random.Random, count: int) -> str:
    """Digits read one by one."""
    return "".join(rng.choice(DIGITS) for _ in range(count))


def phone_digits(rng: random.Random, count: int) -> str:
    """Digits read one by one; half of the speakers say 幺 for one."""
    spoken = digits(rng, count)
    return spoken.replace("一", "幺") if rng.random() < 0.5 else spoken


def number(value: int) -> str:
    """Read a whole number below 100,000 out loud."""
    if value < 10:
        return DIGITS[value]
    for unit, name in ((10_000, "万"), (1_000, "千"), (100, "百")):
        if value >= unit:
            return _with_unit(value, unit, name)
    tens = "" if value < _TEENS_END else DIGITS[value // 10]
    return tens + "十" + (DIGITS[value % 10] if value % 10 else "")


def _with_unit(value: int, unit: int, name: str) -> str:
    head, rest = divmod(value, unit)
    spoken = number(head) + name
    if rest == 0:
        return spoken
    zero = "零" if rest < unit // 10 else ""
    teen = "一" if 10 <= rest < _TEENS_END else ""
    return spoken + zero + teen + number(rest)


def some_number(rng: random.Random) -> str:
    """Return a whole number of any size, small ones most often; 两 where people say it."""
    value = rng.choice([rng.randint(1, 20), rng.randint(1, 100), rng.randint(100, 20_000)])
    spoken = number(value)
    if rng.random() < 0.5:
        for formal, casual in _LIANG.items():
            spoken = spoken.replace(formal, casual)
    return spoken


def decimal(rng: random.Random) -> str:
    """Return a number with one or two decimals: 三点二五."""
    return number(rng.randint(0, 30)) + "点" + digits(rng, rng.randint(1, 2))


def money(rng: random.Random) -> str:
    """Return an amount: 三百二十元, 九块九, 两千块钱."""
    if rng.random() < 0.15:
        return number(rng.randint(1, 99)) + "块" + DIGITS[rng.randint(1, 9)]
    round_sum = number(rng.randint(1, 30) * 100)
    amount = rng.choice([some_number(rng), round_sum])
    return amount + rng.choice(["元", "块", "块钱"])


def date(rng: random.Random) -> str:
    """Return a day of the year: 三月十五号."""
    return number(rng.randint(1, 12)) + "月" + number(rng.randint(1, 31)) + rng.choice("号号日")


def clock(rng: random.Random) -> str:
    """Return a time of day: 九点半, 十点二十, 两点零五分."""
    hour = rng.randint(1, 12)
    minute = rng.choice(["", "", "半", "一刻", f"{number(rng.randint(10, 59))}分", "二十", "零五分"])
    return ("两" if hour == 2 else number(hour)) + "点" + minute


def phone(rng: random.Random) -> str:
    """Return a mobile or landline number, with pauses where people make them."""
    if rng.random() < 0.6:
        first = rng.choice(["一", "幺"]) + rng.choice("三五七八九") + digits(rng, 1)
        return " ".join([first, phone_digits(rng, 4), phone_digits(rng, 4)])
    return phone_digits(rng, rng.choice([7, 8]))


def hotline(rng: random.Random) -> str:
    """Return a short service number."""
    known = ["幺二三幺五", "一二三一五", "幺零零八六", "幺二三四五", "四零零" + digits(rng, 3)]
    return rng.choice([*known, "九五" + phone_digits(rng, 3)])


def year(rng: random.Random) -> str:
    """Return a recent year, read digit by digit."""
    return "二零" + rng.choice(["一", "二"]) + rng.choice(DIGITS)
