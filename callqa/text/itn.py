"""Inverse text normalisation with wetext: what was spoken, as people write it."""

from functools import cache, lru_cache
from typing import Any

from callqa.model.annotations import WrittenForm
from callqa.text.spoken_numbers import number_places, written_number


class NumberWriter:
    """Writes spoken numbers, dates and amounts with digits; its grammars are loaded when first needed."""

    def written(self, text: str) -> tuple[WrittenForm, ...]:
        """Return, in order, where a text is written otherwise than it is spoken.

        Args:
            text: spoken Hanzi, with marks or without.
        """
        return tuple(
            WrittenForm(start=start + form.start, end=start + form.end, text=form.text)
            for start, end in number_places(text)
            for form in _forms(text[start:end].replace("〇", "零"))
            if text[start + form.start : start + form.end] != form.text
        )


@lru_cache(maxsize=1 << 16)  # the same amounts and dates are said every day, and each takes milliseconds
def _forms(text: str) -> tuple[WrittenForm, ...]:
    normaliser = _normaliser()
    try:
        if normaliser.normalize(text) == text:
            return ()
        tokens = normaliser.normalize_with_mapping(text).mappings
    except RuntimeError:  # wetext.alignment.AlignmentError: what cannot be traced stays as it was spoken
        return ()
    return tuple(form for token in tokens if (form := _form(text, token)))


def _form(text: str, token: Any) -> WrittenForm | None:
    start, end = token.input_start, token.input_end
    spoken, following = text[start:end], text[end:]
    shown = written_number(spoken, token.output_text, token.token_type, following, _digits)
    return None if shown is None else WrittenForm(start=start, end=end, text=shown)


@cache
def _normaliser() -> Any:
    from wetext import Normalizer  # noqa: PLC0415 - loads a compiled library, for texts with numbers only

    return Normalizer(lang="zh", operator="itn")


def _digits(number: str) -> str:
    return str(_normaliser().normalize(number))
