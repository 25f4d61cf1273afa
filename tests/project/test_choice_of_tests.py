"""What the quick run leaves out is said by what a test needs, not by hand."""

from pathlib import Path

import pytest

from tests.support.selection import is_outside, mark

QUICK = "not server and not model and not slow"


@pytest.mark.parametrize(
    ("written", "expression", "outside"),
    [
        ("pytestmark = pytest.mark.model\n", QUICK, True),
        ("pytestmark = [\n    pytest.mark.timeout(9),\n    pytest.mark.model,\n]\n", QUICK, True),
        ('pytestmark = pytest.mark.usefixtures("prefect_server")\n', QUICK, True),
        ('pytestmark = pytest.mark.usefixtures("shipped_book")\n', QUICK, True),
        ('pytest.importorskip("funasr")\n', QUICK, True),
        ('def test_it():\n    pytest.importorskip("funasr")\n', QUICK, False),
        ("@pytest.mark.model\ndef test_it(): ...\n", QUICK, False),
        ("pytestmark = pytest.mark.timeout(9)\n", QUICK, False),
        ("pytestmark = pytest.mark.browser\n", QUICK, False),
        ("pytestmark = pytest.mark.model\n", "model", False),
        ("pytestmark = pytest.mark.model\n", "not model or day", False),
        ("pytestmark = pytest.mark.model\n", "", False),
    ],
)
def test_a_file_is_left_unread_only_if_no_test_of_it_can_be_chosen(
    tmp_path: Path, written: str, expression: str, outside: bool
) -> None:
    path = tmp_path / "test_it.py"
    path.write_text(written, encoding="utf-8")

    assert is_outside(path, expression) is outside


def run_something() -> None:
    import subprocess

    subprocess.run(["true"], check=True)


def starts_one() -> None:
    run_something()


def starts_one_inside() -> None:
    def start() -> None:
        import subprocess

        subprocess.run(["true"], check=True)

    start()


def reads_one() -> None:
    Path(__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("test", "marked"), [(starts_one, True), (starts_one_inside, True), (reads_one, False)]
)
def test_a_test_that_starts_a_program_is_marked_also_if_a_helper_does(
    request: pytest.FixtureRequest, test: object, marked: bool
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="it", callobj=test)

    mark(item)

    assert (item.get_closest_marker("program") is not None) is marked
