"""axe, which finds what keeps people out of a page."""

from typing import Any

from tests.support.places import ROOT

AXE = ROOT / "tests/vendor/axe-core/axe.min.js"
RUN = "axe.run(document, {resultTypes: ['violations']})"


def serious(found: Any) -> list[tuple[str, list[str]]]:
    """Return what axe calls serious or worse, each with its first places."""
    return [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
