"""The audit log as a whole: noted actions and publications of rule books, in one order."""

from callqa.model.audit import Deed, Entry
from callqa.rules.books import PublishedBooks
from callqa.rules.publication import ORIGIN_WORDS
from callqa.storage import audit
from callqa.storage.session import Site


def entries(site: Site) -> list[Entry]:
    """Everything, oldest first; publications come from the rule books, which say who published them."""
    noted = audit.noted(site.database)
    return sorted([*noted, *_publications(site)], key=lambda entry: entry.at)


def _publications(site: Site) -> list[Entry]:
    books = PublishedBooks(site.database)
    users = books.users()
    return [
        Entry(
            at=one.published_at,
            who=users[one.number] or one.author,
            deed=Deed.PUBLISHED,
            about={
                "author": one.author,
                "number": str(one.number),
                "revision": one.revision,
                "origin": ORIGIN_WORDS[one.origin],
            },
        )
        for one in books.all()
    ]
