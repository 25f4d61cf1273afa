"""The console's process: what it loads, and where it may listen."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callqa.console.serving import refuse_open_door
from callqa.model.errors import BadInputError
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from tests.support.places import ROOT
from tests.support.project import write_project


def test_it_loads_no_model_and_no_prefect() -> None:
    heavy = ("torch", "funasr", "prefect", "pandas")
    program = (
        f"import sys, callqa.console.command; print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def configured(folder: Path, **console: Any) -> Configuration:
    configuration = pipeline_yaml.load(write_project(folder))
    settings = configuration.settings
    changed = type(settings.console).model_validate({**settings.console.model_dump(), **console})
    return replace(configuration, settings=settings.model_copy(update={"console": changed}))


@pytest.mark.parametrize(
    ("console", "told"),
    [
        ({"address": "0.0.0.0"}, "不加密"),
        ({"address": "0.0.0.0", "proxies": ["10.0.0.1"]}, "console.url"),
        ({"proxies": ["10.0.0.1"], "url": "http://qa.example.com"}, "https://"),
        ({"tls": {"certificate": "cert.pem"}}, "一起写"),
        ({"tls": {"certificate": "cert.pem", "key": "key.pem"}}, "cert.pem"),
    ],
)
def test_it_does_not_listen_where_passwords_would_travel_in_the_open(
    tmp_path: Path, console: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInputError, match=told):
        refuse_open_door(configured(tmp_path, **console))


@pytest.mark.parametrize(
    "console",
    [
        {},
        {"address": "::1"},
        {"address": "0.0.0.0", "proxies": ["10.0.0.1"], "url": "https://qa.example.com"},
        {
            "address": "10.0.0.5",
            "url": "https://qa.example.com:8788",
            "tls": {"certificate": "config/pipeline.yaml", "key": "config/hotwords.txt"},
        },
    ],
)
def test_it_listens_on_this_machine_behind_a_proxy_or_with_a_certificate(
    tmp_path: Path, console: dict[str, Any]
) -> None:
    refuse_open_door(configured(tmp_path, **console))
