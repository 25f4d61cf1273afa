"""What a shell asks of the command: its version, and the ends of its words."""

import os
import subprocess
import sys
from collections.abc import Callable

from callqa import __version__

COMMAND = "import sys; sys.argv[0] = 'callqa'; from callqa.cli.app import main; main()"


def test_the_version_is_printed_alone(callqa: Callable[..., tuple[int, str, str]]) -> None:
    assert callqa("--version") == (0, f"callqa {__version__}\n", "")


def test_a_shell_completes_commands_and_subcommands() -> None:
    def completed(words: str) -> list[str]:
        word = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        program = [sys.executable, "-c", COMMAND]
        environment = {**os.environ, "_CALLQA_COMPLETE": "complete_bash", **word}
        told = subprocess.run(
            program, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        return told.stdout.split()

    assert completed("callqa re") == ["report", "review"]
    assert completed("callqa rules ch") == ["check"]
