"""Phone numbers as systems write them: which of them reach one and the same person."""

import re
import unicodedata

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|;ext=|;|x|#|,)\s*\d{0,6}.*$", re.IGNORECASE)
_SCHEME = re.compile(r"^\s*(?:sips?|tel|h323)\s*:", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)86")
_LEAST_ALIKE = 7
"""Digits of a subscriber's number without its area: from so many on, equal ends may be one number."""


def national(number: str) -> str:
    """Return the digits that reach a person within the country: no country code, no trunk 0, no extension.

    ``0138…``, ``0086 138…``, ``+86 138…``, ``sip:138…@pbx`` and full-width digits are one mobile number;
    ``+86 21 …`` and ``021-…`` one of Shanghai.

    Args:
        number: as a file's name, a call record or a person writes it; empty for none.
    """
    text = unicodedata.normalize("NFKC", number)
    text = _SCHEME.sub("", text).partition("@")[0]
    text = _EXTENSION.sub("", text).strip()
    plain = "".join(each for each in text if each.isdecimal() or each == "+")
    digits = _COUNTRY.sub("", plain).lstrip("+")
    if len(digits) == 13 and digits.startswith("86"):  # 86 138…: nobody writes the plus in a file's name
        digits = digits[2:]
    return digits.removeprefix("0") if len(digits) > 8 else digits


def are_near(one: str, other: str) -> bool:
    """Return whether two national numbers may be one: one of them without its area, or with more in front."""
    short, long = sorted((one, other), key=len)
    return one != other and len(short) >= _LEAST_ALIKE and long.endswith(short)
