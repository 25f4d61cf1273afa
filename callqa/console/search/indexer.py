"""Reading for the index what it has not read yet: in the background, once at a time."""

from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from callqa.host import logs
from callqa.operations.search.indexing import bring_up_to_date
from callqa.storage.session import Site


@dataclass(kw_only=True, eq=False)
class Indexer:
    """Brings the index up to date while people go on searching."""

    _lock: Lock = field(default_factory=Lock)
    _ended: Event | None = None

    def start(self, site: Site) -> Event:
        """Begin, unless it is at work; return what says that it is at its end."""
        with self._lock:
            if self._ended is None or self._ended.is_set():
                self._ended = Event()
                Thread(target=_run, args=(site, self._ended), daemon=True).start()
            return self._ended


def _run(site: Site, ended: Event) -> None:
    try:
        bring_up_to_date(site)
    except Exception as error:  # nobody waits for it: the page says which days are missing
        logs.unexpected(error, "indexing what was said")
    finally:
        ended.set()
