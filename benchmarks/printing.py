"""How a benchmark tells its figures: a line each, or one JSON object for scripts."""

import json
from collections.abc import Mapping
from typing import Any


def show(figures: Mapping[str, Any], *, as_json: bool, form: str = "") -> None:
    """Print the figures.

    Args:
        form: how a value is written on its line, as in `format`; ``.2%`` for rates.
    """
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    width = max(map(len, figures), default=0)
    for name, value in figures.items():
        print(f"{name:{width}} {format(value, form)}")
