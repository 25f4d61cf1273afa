"""A site over a small project, and a studio over it whose engine is a thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callqa.operations.studio.studio import Studio
from callqa.settings import pipeline_yaml
from callqa.storage.session import Site
from tests.support import sites
from tests.support.project import write_project
from tests.support.studios import Doubled


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = sites.site(pipeline_yaml.load(write_project(tmp_path)), actor="alice (console)")
    yield made
    made.database.close()


@pytest.fixture
def engines() -> Doubled:
    return Doubled()


@pytest.fixture
def studio(site: Site, engines: Doubled) -> Iterator[Studio]:
    made = Studio(site, engines)
    yield made
    made.close()
