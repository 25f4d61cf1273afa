"""The studio of one console: its database, its folder and its queue, opened when somebody first comes."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock

from callqa.model.audit import AuditAction
from callqa.operations.studio import process
from callqa.operations.studio.folder import Folder
from callqa.operations.studio.process import Start
from callqa.operations.studio.queue import Queue
from callqa.storage import audit
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.storage.studio.database import StudioDatabase, place
from callqa.studio.job import Job


class Studio:
    """Everything that the pages of the studio work on.

    Args:
        site: of the installation.
        start: starts the engine.
    """

    def __init__(self, site: Site, start: Start = process.start) -> None:
        self.folder = Folder(site.configuration)
        self.queue = Queue(site, self.folder, lambda: self.database, start)
        self._site = site
        self._opened: StudioDatabase | None = None
        self._lock = Lock()

    @property
    def database(self) -> StudioDatabase:
        """The studio's database.

        Raises:
            CallqaError: it cannot be opened; see `StudioDatabase`.
        """
        with self._lock:
            if self._opened is None:
                self._opened = StudioDatabase(place(self._site.configuration))
            return self._opened

    def open(self) -> None:
        """Go on with what an earlier process has left."""
        if place(self._site.configuration).exists():
            self.queue.open()

    def close(self) -> None:
        """End the engine, and close the database."""
        self.queue.close()
        if self._opened:
            self._opened.close()


def remove(site: Site, database: StudioDatabase, gone: list[Job]) -> None:
    """Remove jobs for good: recordings, texts, corrections; the audit log says how many.

    Args:
        site: of whoever wants it.
    """
    if not gone:
        return
    folder = Folder(site.configuration)
    for job in gone:
        folder.remove(job)
    jobs.remove(database, [job.job_id for job in gone])
    audit.note(site, AuditAction.DISCARDED, rows=len(gone))


@contextmanager
def there(site: Site) -> Iterator[StudioDatabase | None]:
    """Open the studio's database for a command; None where nobody has ever used the studio."""
    file = place(site.configuration)
    if not file.exists():
        yield None
        return
    with closing(StudioDatabase(file)) as database:
        yield database
