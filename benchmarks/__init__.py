"""What the project measures about itself."""

import callqa  # noqa: F401 - what it sets in the environment counts for the figures, too
