"""The end of what was dropped in: retention, the trash, and a customer who is to be forgotten."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from callqa.model.recording import Recording
from callqa.model.retention import Kind
from callqa.operations.privacy import forget, purge
from callqa.operations.studio import library
from callqa.operations.studio.studio import Studio
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from tests.support.builders import DAY, recording
from tests.support.studios import dropped, ended, sound


def later(site: Site, **by: float) -> Site:
    """Return the same site so much later."""
    return replace(site, clock=lambda: site.clock() + timedelta(**by), connect=lambda: site.database)


def test_purge_reaches_recordings_that_are_past_their_time(
    site: Site, studio: Studio, tmp_path: Path
) -> None:
    job = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    before = purge.due(later(site, days=29))
    (due,) = purge.due(later(site, days=31))
    purge.purge(later(site, days=31), [due])

    assert before == []
    assert (due.kind, due.rows, due.size_bytes) == (Kind.STUDIO, 1, job.size_bytes)
    assert not studio.folder.file(job).exists()
    assert jobs.of_owner(studio.database, "alice") == []


def test_the_trash_is_emptied_after_a_week(site: Site, studio: Studio, tmp_path: Path) -> None:
    kept = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    gone = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    library.discard(site, studio, gone)

    library.tidy(later(site, days=6))
    assert len(jobs.of_owner(studio.database, "alice", in_trash=True)) == 1
    library.tidy(later(site, days=8))

    assert [job.job_id for job in jobs.of_owner(studio.database, "alice")] == [kept.job_id]
    assert jobs.of_owner(studio.database, "alice", in_trash=True) == []


def test_forgetting_a_call_reaches_its_copies_in_the_studio(
    site: Site, studio: Studio, tmp_path: Path
) -> None:
    same = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    named = ended(studio, dropped(site, studio, "bob", sound(tmp_path, 2.0), name="x_call-12345.wav"))
    other = ended(studio, dropped(site, studio, "bob", sound(tmp_path, 0.5)))
    call: Recording = recording("call-12345", audio_sha256=same.audio_sha256, customer_number="13812345678")
    site.store.save_collection(DAY, [call], [], [])

    asked = forget.find(site, call_id=None, customer="138 1234 5678")
    assert {job for each in asked for job in each.uploads} == {same.job_id, named.job_id}
    forget.forget(site, asked)

    left = [job.job_id for owner in ("alice", "bob") for job in jobs.of_owner(studio.database, owner)]
    assert left == [other.job_id]


def test_a_project_that_never_used_the_studio_gets_no_file_of_it(site: Site) -> None:
    assert purge.due(later(site, days=99)) == []
    library.tidy(site)

    assert not (site.configuration.home / "data" / "console").exists()
