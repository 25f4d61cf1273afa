"""What a test needs, as markers."""

import pytest

_NEEDS = {
    "server": {"prefect_server", "served_night"},
    "model": {"demo_recogniser", "silero", "loaded"},
    "browser": {"browser"},
    "postgresql": {"postgresql_socket"},
    "day": {"callqa", "recogniser", "reported", "workbook"},
}
"""Markers of pyproject.toml and the fixtures that bring them; a test may have a marker for another reason."""


def mark(item: pytest.Item) -> None:
    """Add the markers of what a test needs."""
    if not isinstance(item, pytest.Function):
        return
    for name, fixtures in _NEEDS.items():
        if fixtures & set(item.fixturenames):
            item.add_marker(name)
