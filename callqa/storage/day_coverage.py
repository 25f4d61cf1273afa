"""What was not read, not understood or not attributed, as the row of a day holds it: JSON by source."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Source

_KINDS = frozenset(GapKind)


def from_coverage(parts: Mapping[Source, Coverage]) -> str:
    """Return the text of the column ``coverage``; a part that says nothing is left out."""
    told = {source.value: _plain(part) for source, part in parts.items() if part != NO_GAPS}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def to_coverage(text: str) -> dict[Source, Coverage]:
    """Return what the column ``coverage`` says, by source.

    A kind that a newer version has written is left out.
    """
    return {Source(source): _coverage(part) for source, part in json.loads(text).items()}


def _coverage(part: Mapping[str, Any]) -> Coverage:
    gaps = tuple(_gap(gap) for gap in part.get("gaps", ()) if gap["kind"] in _KINDS)
    return Coverage(files=part.get("files", 0), rows=part.get("rows", 0), gaps=gaps)


def _gap(gap: Mapping[str, Any]) -> Gap:
    cases = tuple(Case(**case) for case in gap.get("cases", ()))
    return Gap(**{**gap, "kind": GapKind(gap["kind"]), "cases": cases})


def _plain(value: Coverage | Gap | Case) -> dict[str, Any]:
    """Return the fields that are not empty: a day may have thousands of cases."""
    named = {each.name: getattr(value, each.name) for each in fields(value)}
    told = {name: field for name, field in named.items() if field}
    return {name: list(map(_plain, each)) if isinstance(each, tuple) else each for name, each in told.items()}
