"""Inverse text normalisation with wetext: what was spoken, as people write it."""

from functools import cache
from typing import Any

from flows.core.numbers import may_hold_number, written_number
from flows.core.reading import WrittenForm


class NumberWriter:
    """Writes spoken numbers, dates and amounts with digits; its grammars are loaded when first needed."""

    def written(self, text: str) -> tuple[WrittenForm, ...]:
        """Where a text is written otherwise than it is spoken, in order.

        Args:
            text: spoken Hanzi, with marks or without.
        """
        if not may_hold_number(text):
            return ()
        try:
            tokens = _normaliser().normalize_with_mapping(text.replace("〇", "零")).mappings
        except Exception:  # a text that the grammars cannot trace stays as it was spoken
            return ()
        forms = (_form(text, token) for token in tokens)
        return tuple(form for form in forms if form and text[form.start : form.end] != form.text)


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
