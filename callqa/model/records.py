"""Records that a day has a million of."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen, **options):
        """Make a `dataclass` of which only the type checker knows that it is frozen.

        At run time a frozen record sets each field through ``object.__setattr__`` and takes twice as long
        to be made; `benchmarks/rules.py` and `benchmarks/rules_try.py` see it. The idea is Tin Tvrtković's:
        https://threeofwands.com/attra-iv-zero-overhead-frozen-attrs-classes/
        """
        return dataclass(unsafe_hash=frozen, **options)


__all__ = ["record"]
