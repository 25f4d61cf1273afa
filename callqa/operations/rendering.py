"""What a day's reports are made from, as one digest: while it is the same they need not be made again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import callqa
import reports
from callqa.days.day import DayResult
from callqa.days.manifest import Key
from callqa.model.playback import Sound
from callqa.settings.schema import Settings
from reports.html import templates


def inputs_sha256(
    result: DayResult, of_calls: Mapping[Key, str], sounds: Mapping[str, Sound], settings: Settings
) -> str:
    """Return one hash of all that the reports of a day hang on, but for when and by which run they are made.

    Args:
        result: the day as its reports show it.
        of_calls: digests of its calls, which stand for what was said and found.
        sounds: what can be heard of its calls.
        settings: of the project.
    """
    around = replace(result, calls=(), run_id="", generated_at=result.window.start)
    recordings = tuple(call.recording for call in result.calls)
    chosen = settings.report.model_dump_json(), settings.privacy.model_dump_json()
    known = (
        around,
        recordings,
        sorted(of_calls.items()),
        sorted(sounds.items()),
        chosen,
        _templates(),
        _program(),
    )
    digest = sha256()
    for part in known:
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@cache
def _program() -> tuple[str, str]:
    """Return the version, and a hash of the code: of a working copy the version stays the same."""
    modules = (Path(str(package.__file__)).parent for package in (callqa, reports))
    return callqa.__version__, _sha256_of(path for folder in modules for path in folder.rglob("*.py"))


def _templates() -> str:
    """Return a hash of the templates, which customers restyle between two reports."""
    return _sha256_of(path for path in templates.TEMPLATES.rglob("*") if path.is_file())


def _sha256_of(paths: Iterable[Path]) -> str:
    digest = sha256()
    for path in sorted(paths):
        digest.update(f"{path}\0".encode("utf-8", "surrogateescape") + path.read_bytes())
    return digest.hexdigest()
