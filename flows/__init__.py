"""The order of the night, and nothing else: the only package that knows Prefect."""

import callqa  # noqa: F401 - what it sets in the environment counts for Prefect, too
