"""A file for the textfile collector of Prometheus' node_exporter, through prometheus_client."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from prometheus_client.parser import text_string_to_metric_families

from callqa.model.errors import CallqaError
from callqa.monitoring.metrics import Labels, Metric

_READABLE = 0o644


def write(path: Path, metrics: Iterable[Metric]) -> None:
    """Replace the file whole; unlike all other files of ours, every user may read it.

    Raises:
        CallqaError: the folder is not there, or cannot be written.
    """
    registry = CollectorRegistry()
    for metric in metrics:
        gauge = Gauge(metric.name, metric.text, metric.labels, registry=registry)
        for labels, value in metric.samples.items():
            (gauge.labels(*labels) if labels else gauge).set(value)
    # the collector reads every *.prom, so that the name in between must not end like that
    unseen = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        _forget_leftovers(path)
        write_to_textfile(str(unseen), registry)
        unseen.chmod(_READABLE)
        unseen.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        cure = "检查 metrics.textfile 的文件夹、权限和磁盘"
        raise CallqaError(f"指标文件写不进去（{why}）", str(path), cure) from error
    finally:
        with suppress(OSError):
            unseen.unlink(missing_ok=True)


def _forget_leftovers(path: Path) -> None:
    """Remove the temporary files of processes that were killed while writing; each has its own name."""
    for left in path.parent.glob(f"{path.name}.*"):
        writer = left.name.removeprefix(f"{path.name}.").partition(".")[0]
        if writer.isdigit() and not _is_alive(int(writer)):
            left.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read(path: Path) -> dict[str, dict[Labels, float]]:
    """Return the file's samples by metric name and label values; nothing where the file is not ours."""
    try:
        families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):  # no file yet, or one that somebody else has written
        return {}
    return {
        family.name: {tuple(sample.labels.values()): sample.value for sample in family.samples}
        for family in families
    }
