"""What is installed: lock files that hold what pyproject.toml asks for, one version, one licence."""

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from callqa import __version__
from tests.support.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
IN_NO_LOCK = {"ray", "kokoro", "real"}
"""Extras that nearly nobody installs: a cluster of 300 MB, a synthesiser that only training needs, and a real
recogniser to measure with."""

NOT_FROZEN = {"setuptools"}
"""What `pip freeze` leaves out."""


def pins(lines: Iterable[str]) -> dict[str, str]:
    """Name and version of exact requirements, other lines left out."""
    found = (re.match(r"([\w.-]+)(?:\[.*\])?==(\S+)", line) for line in lines)
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def lock(name: str) -> dict[str, str]:
    return pins((ROOT / name).read_text(encoding="utf-8").splitlines())


RUNTIME, DEVELOPMENT = lock("requirements.lock"), lock("requirements-dev.lock")


def closure(wanted: Iterable[str]) -> set[str]:
    """Names of everything that some requirements bring, by what is installed here."""
    waiting, seen = [Requirement(line) for line in wanted], set[tuple[str, str]]()
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            key = (canonicalize_name(requirement.name), extra)
            if key not in seen:
                seen.add(key)
                waiting += _brought(requirement.name, extra)
    return {name for name, _ in seen}


def _brought(name: str, extra: str) -> list[Requirement]:
    if name == "torch":  # the packages of its CUDA build are installed on a machine with a GPU only
        return []
    here = {**default_environment(), "extra": extra}
    found = [Requirement(line) for line in requires(name) or ()]
    return [each for each in found if not each.marker or each.marker.evaluate(here)]


def test_every_dependency_is_pinned_in_pyproject_and_locked_with_that_version() -> None:
    wanted = pins(PROJECT["dependencies"])

    assert len(wanted) == len(PROJECT["dependencies"])
    assert {name: RUNTIME.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("extra", sorted(EXTRAS.keys() - IN_NO_LOCK))
def test_every_extra_is_locked_for_the_tests(extra: str) -> None:
    wanted = pins(EXTRAS[extra])

    assert len(wanted) == len(EXTRAS[extra])
    assert {name: (RUNTIME | DEVELOPMENT).get(name) for name in wanted} == wanted


@pytest.mark.parametrize("extra", sorted(IN_NO_LOCK))
def test_an_extra_in_no_lock_is_pinned_too(extra: str) -> None:
    assert len(pins(EXTRAS[extra])) == len(EXTRAS[extra])


def test_no_package_is_in_both_lock_files() -> None:
    assert RUNTIME.keys() & DEVELOPMENT.keys() == set()


def test_no_dependency_is_an_extra_too() -> None:
    extras = {name for lines in EXTRAS.values() for name in pins(lines)}

    assert pins(PROJECT["dependencies"]).keys() & extras == set()


def test_the_lock_files_hold_everything_that_the_dependencies_bring() -> None:
    try:
        runtime = closure(PROJECT["dependencies"])
        everything = closure([*PROJECT["dependencies"], *EXTRAS["dev"]])
    except PackageNotFoundError as missing:
        pytest.skip(f"not installed here: {missing}")

    assert runtime - RUNTIME.keys() == NOT_FROZEN
    assert everything - RUNTIME.keys() - DEVELOPMENT.keys() == NOT_FROZEN


def test_the_version_stands_in_the_package_and_nowhere_else_in_pyproject() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert "version" not in PROJECT
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


@pytest.mark.parametrize("document", ["docs/operations.md", "docs/operations.zh-CN.md"])
def test_an_image_in_a_document_has_this_version(document: str) -> None:
    images = re.findall(r"callqa:(\d[\w.]*)", (ROOT / document).read_text(encoding="utf-8"))

    assert set(images) == {__version__}


def test_the_licence_is_apache_2_in_full() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert (PROJECT["license"], PROJECT["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert [f"   {number}. " in text for number in range(1, 10)] == [True] * 9
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_image_is_made_from_every_package_and_the_licence() -> None:
    include = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packages = {pattern.rstrip("*") for pattern in include["packages"]["find"]["include"]}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)

    assert packages | {"LICENSE"} <= {source for line in copied for source in line.split()}
