"""The scripts of pages: put together from their parts, and known to the page's policy by their hash."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from reports.html.templates import TEMPLATES, telling_broken


@cache
def page_script() -> str:
    """Return the page's own script, put together from its parts."""
    parts = sorted((TEMPLATES / "script").glob("*.js"))
    with telling_broken():
        texts = [part.read_text(encoding="utf-8") for part in parts]
    return '(() => {\n"use strict";\n' + "".join(texts) + "})();"


def scripted(script: str) -> dict[str, str]:
    """Return what a template needs to hold a script that its policy allows."""
    return {"script": script, "script_hash": b64encode(sha256(script.encode()).digest()).decode()}
