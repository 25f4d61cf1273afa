"""Documentation that fails the tests when it is stale."""

import re

import pytest
import typer

from callqa.cli.app import app
from callqa.model.errors import ExitCode
from tests.support.places import ROOT

READMES = ["README.md", "README.zh-CN.md"]
COMMANDS = ["docs/commands.md", "docs/commands.zh-CN.md"]


def commands() -> list[str]:
    root = typer.main.get_command(app)
    names: list[str] = []
    for name, command in root.commands.items():  # type: ignore[attr-defined] - a group
        inner = getattr(command, "commands", None)
        names += [f"{name} {sub}" for sub in inner] if inner else [name]
    return names


@pytest.mark.parametrize("document", COMMANDS)
def test_every_command_is_in_the_document_of_commands_and_no_other(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    table = re.findall(r"^\| `callqa ((?:\w+ )?\w+)", text, re.MULTILINE)

    assert {name.removesuffix(" ") for name in table} >= set(commands())
    assert len(table) == len(commands())


@pytest.mark.parametrize("document", COMMANDS)
def test_every_exit_code_is_in_the_document_of_commands(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    line = re.search(r"^(Exit codes:|退出码：).*$", text, re.MULTILINE)

    assert line
    assert {int(number) for number in re.findall(r"\d", line[0])} == {code.value for code in ExitCode}


@pytest.mark.parametrize(
    "document",
    [*READMES, "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md", *COMMANDS, "docs/architecture.md"],
)
def test_every_file_that_a_document_links_to_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)

    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if re.match(r'\s+"[\w\[\],-]+==', line)]

    start = lines.index("dependencies = [")
    end = lines.index("]", start)
    assert pinned
    assert [line for line in lines[start + 1 : end] if "#" not in line] == []


def test_no_document_holds_both_sides_of_a_merge() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]

    assert [path.name for path in documents if re.search("^(<<<<<<<|>>>>>>>) ", path.read_text(), re.M)] == []


def test_every_decision_has_a_number_of_its_own():
    numbers = re.findall(r"^- \*\*(D\d+)\*\*", (ROOT / "DECISIONS.md").read_text("utf-8"), re.MULTILINE)

    assert len(numbers) > 100
    assert len(set(numbers)) == len(numbers)
