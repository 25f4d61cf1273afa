"""What of the machine the configuration gives to an engine."""

import pytest

from callqa.operations import engines
from callqa.settings import pipeline_yaml


@pytest.mark.parametrize(
    ("night", "sharing"),
    [
        ("{}", 1),
        ("{runner: dask, cluster_workers: 4}", 4),
        ("{runner: dask, cluster_workers: 4, cluster_address: 'tcp://elsewhere:8786'}", 1),
        ("{cluster_workers: 4}", 1),
    ],
)
def test_workers_of_a_cluster_on_this_machine_share_its_cores(project, night: str, sharing: int) -> None:
    text = project.read_text(encoding="utf-8").replace("night: {shard_calls: 2}", f"night: {night}")
    project.write_text(text, encoding="utf-8")

    assert engines.configured(pipeline_yaml.load(project)).settings.engines == sharing
