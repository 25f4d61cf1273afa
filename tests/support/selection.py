"""What a test needs, as markers, and which tests stay together when several processes share them."""

import pytest

_NEEDS = {
    "server": {"prefect_server", "served_night"},
    "model": {"demo_recogniser", "silero", "loaded"},
    "browser": {"browser"},
    "postgresql": {"postgresql_socket"},
    "day": {"callqa", "recogniser", "reported", "workbook"},
}
"""Markers of pyproject.toml and the fixtures that bring them; a test may have a marker for another reason."""
_SHARED = {"module", "class"}
"""Scopes of fixtures that are worth a group: two processes would make them twice."""


def mark(item: pytest.Item) -> None:
    """Add the markers of what a test needs, and its file as its group where it shares something there."""
    if not isinstance(item, pytest.Function):
        return
    for name, fixtures in _NEEDS.items():
        if fixtures & set(item.fixturenames):
            item.add_marker(name)
    if _SHARED & {found[-1].scope for found in item._fixtureinfo.name2fixturedefs.values()}:
        item.add_marker(pytest.mark.xdist_group(item.path.stem))
