"""An installed callqa (not an editable one) had reports without scripts: the wheel left their folder out."""

import tomllib

import pytest

from tests.support.places import ROOT

SHIPPED = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]


@pytest.mark.parametrize("package", ["callqa", "reports"])
def test_the_wheel_takes_every_file_of_a_package(package: str) -> None:
    folder = ROOT / package
    files = {path for path in folder.rglob("*") if path.is_file()}
    files = {path for path in files if path.suffix != ".py" and "__pycache__" not in path.parts}

    taken = {path for pattern in SHIPPED[package] for path in folder.glob(pattern) if path.is_file()}

    assert files == taken


@pytest.mark.parametrize("package", ["callqa", "flows", "reports"])
def test_the_wheel_takes_every_module_of_a_package(package: str) -> None:
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}

    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()
