"""What was there before still works: a database of version 0.1.0, and a night that was registered by it.

``qa-0.1.0.sqlite3`` is the shipped sample day as that version stored it, with one verdict and its audit line.
"""

import gzip
import inspect
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from callqa.days.manifest import CONTENT, content_sha256
from callqa.operations.load import load_day
from callqa.operations.privacy import audit
from callqa.storage import manifests
from callqa.storage.session import Site
from tests.support.places import DATA, ROOT

DAY = date(2026, 2, 14)


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """Provide a project whose database is the old one."""
    (tmp_path / "data").mkdir()
    old = gzip.decompress((DATA / "old" / "qa-0.1.0.sqlite3.gz").read_bytes())
    (tmp_path / "data" / "qa.sqlite3").write_bytes(old)
    (tmp_path / "config").mkdir()
    config = tmp_path / "config" / "pipeline.yaml"
    config.write_text(f'recordings: {{folders: ["{ROOT}/data/sample"]}}\n', encoding="utf-8")
    return config


def test_an_old_database_opens_with_every_result_that_it_held(upgraded: Path) -> None:
    with Site.open(upgraded) as site:
        result = load_day(site, DAY)
        sealed = manifests.load(site.database, DAY)

    ledger = result.ledger()
    assert (ledger.received, ledger.ok, ledger.no_speech, ledger.failed) == (37, 32, 2, 3)
    assert sum(len(call.evaluation.findings) for call in result.calls) == 40
    assert content_sha256(result) == sealed[CONTENT, ""]


def test_verdicts_and_the_audit_log_of_an_old_database_are_kept(upgraded: Path) -> None:
    with Site.open(upgraded) as site:
        (judged,) = load_day(site, DAY).judgements.values()
        noted = audit.entries(site)

    assert judged.standing.value == "false"
    assert "王主管" in " ".join(str(entry.about) for entry in noted)


def test_a_night_that_was_registered_before_is_still_found_and_takes_its_parameters() -> None:
    """A deployment keeps its entrypoint and its parameters, and asks for both every night."""
    flow = import_module("flows.nightly").nightly
    parameters = inspect.signature(flow.fn).parameters

    assert flow.name == "nightly"
    assert list(parameters) == ["day", "config", "redo", "notify"]
    assert all(each.default is not inspect.Parameter.empty for each in parameters.values())
    flow.validate_parameters({"config": "/opt/callqa/config/pipeline.yaml", "redo": "missing"})
