"""Bug: a line end that PyYAML counts and we did not gave a traceback (found by Hypothesis, 2026-11-22)."""

import pytest

from callqa.model.errors import BadInputError
from callqa.strict_yaml.loader import load


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\r", "\r\n", "\n"])
def test_every_line_end_of_yaml_gives_a_clear_error_on_the_second_line(end: str) -> None:
    with pytest.raises(BadInputError, match=r"a\.yaml:2"):
        load(f"1{end}1:", "a.yaml")
