"""Calls for a listener, drawn by chance and not by rules, and the same ones at every re-run."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256


def draw(call_ids: Iterable[str], day: date, size: int) -> tuple[str, ...]:
    """So many of some calls: every call has the same chance, whatever the rules said about it.

    The calls with the smallest hashes of day and id are drawn ("bottom-k sampling", Cohen and Kaplan
    2007): no state, and a call that arrives late changes at most one place of the draw.
    """
    return tuple(sorted(call_ids, key=lambda call_id: _lot(day, call_id))[:size])


def _lot(day: date, call_id: str) -> bytes:
    return sha256(f"{day.isoformat()}\0{call_id}".encode("utf-8", "surrogatepass")).digest()
