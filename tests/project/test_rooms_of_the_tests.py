"""Where a test stands: in a folder with the name of the room that it is about."""

from pathlib import Path

from tests.support.places import ROOT

TESTS = ROOT / "tests"
OF_NO_ROOM = {
    "project": "what is around the code: packaging, documents, containers, floors",
    "faults": "nights that are killed, and disks that are full",
    "security": "what strangers must not read, run or change, and what is to be gone for good",
    "integration": "the shipped day and the shipped recordings with the shipped model",
}
MOST = 16


def folders() -> dict[str, list[Path]]:
    """Every folder with tests, by its path below tests/."""
    found: dict[str, list[Path]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        found.setdefault(str(path.parent.relative_to(TESTS)), []).append(path)
    return found


def is_room(name: str) -> bool:
    places = (ROOT / parent / name for parent in ("callqa", "scripts", "."))
    return any(place.is_dir() or place.with_suffix(".py").is_file() for place in places)


def test_every_folder_of_tests_is_a_room_or_says_why_not() -> None:
    assert {name for name in folders() if not is_room(name)} == OF_NO_ROOM.keys()


def test_every_folder_of_tests_is_a_package_and_is_surveyed_at_a_glance() -> None:
    for name, files in folders().items():
        assert (TESTS / name / "__init__.py").is_file(), name
        assert len(files) <= MOST, name
