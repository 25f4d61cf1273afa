"""The audit log as a whole: noted actions and publications of rule books, in one order."""

from dataclasses import replace
from datetime import date

from callqa.model.audit import AuditAction, Entry
from callqa.rules.publication import ORIGIN_WORDS
from callqa.rules.published import PublishedBooks
from callqa.storage import audit
from callqa.storage.session import Site
from callqa.text.masking import mask_name


def entries(site: Site, first: date = date.min, last: date = date.max) -> list[Entry]:
    """Return what was done on some days, oldest first, by the clocks of this site.

    Publications come from the rule books, which say who published them.
    """
    found = [*audit.noted(site.database), *_publications(site)]
    chosen = (entry for entry in found if first <= entry.at.astimezone(site.zone).date() <= last)
    return sorted(map(_shown, chosen), key=lambda entry: entry.at)


def _shown(entry: Entry) -> Entry:
    """Hide the numbers in call ids and names of files."""
    return replace(entry, about={name: mask_name(value) for name, value in entry.about.items()})


def _publications(site: Site) -> list[Entry]:
    books = PublishedBooks(site.database)
    users = books.users()
    return [
        Entry(
            at=one.published_at,
            who=users[one.number] or one.author,
            action=AuditAction.PUBLISHED,
            about={
                "author": one.author,
                "number": str(one.number),
                "revision": one.revision,
                "origin": ORIGIN_WORDS[one.origin],
            },
        )
        for one in books.all()
    ]
