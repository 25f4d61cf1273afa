"""Dropping recordings in as the page does: announced, then piece by piece."""

from starlette.testclient import TestClient

from callqa.operations.studio import library
from callqa.studio.job import Job
from tests.support.consoles import Console
from tests.support.studios import ended

CHOSEN = {"night_words": "yes", "itn": "yes", "speakers": "yes", "punctuation": "yes", "roles": "as_set"}


def announce(browser: TestClient, content: bytes, name: str = "会议.wav", **more: str) -> dict[str, object]:
    """Announce a recording; returns the answer."""
    fields = {"name": name, "size": str(len(content)), **CHOSEN, **more}
    answer = browser.post("/studio/uploads", data=fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def drop(browser: TestClient, content: bytes, name: str = "会议.wav", **more: str) -> str:
    """Drop a whole recording in; returns the job's id."""
    job = str(announce(browser, content, name, **more)["job"])
    answer = browser.put(f"/studio/uploads/{job}?offset=0", content=content)
    assert answer.status_code == 200, answer.text
    return job


def recognised(console: Console, browser: TestClient, owner: str, content: bytes, **more: str) -> Job:
    """Drop a recording in, and wait until nothing more becomes of it."""
    return ended_job(console, owner, drop(browser, content, **more))


def ended_job(console: Console, owner: str, job_id: str) -> Job:
    """Wait for a job of an account."""
    return ended(console.desk.studio, library.one(console.desk.studio, owner, job_id))
