"""What a reader of a day must know, as the row of a day holds it: a JSON list of kinds, calls and figures."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from callqa.model.remarks import Remark, RemarkKind

_KINDS = frozenset(RemarkKind)


def from_remarks(remarks: Iterable[Remark]) -> str:
    """Return the text of the column ``remarks``, in the order of the kinds."""
    order = list(RemarkKind)
    told = [_plain(each) for each in sorted(remarks, key=lambda each: order.index(each.kind))]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def to_remarks(text: str) -> tuple[Remark, ...]:
    """Return what the column ``remarks`` says; a kind that a newer version has written is left out."""
    return tuple(_remark(each) for each in json.loads(text) if each["kind"] in _KINDS)


def _remark(stored: Mapping[str, Any]) -> Remark:
    return Remark(
        kind=RemarkKind(stored["kind"]),
        call_ids=tuple(stored.get("call_ids", ())),
        figures=stored.get("figures", {}),
        names=stored.get("names", {}),
    )


def _plain(remark: Remark) -> dict[str, Any]:
    told = {
        "kind": remark.kind.value,
        "call_ids": list(remark.call_ids),
        "figures": dict(remark.figures),
        "names": dict(remark.names),
    }
    return {name: value for name, value in told.items() if value}
