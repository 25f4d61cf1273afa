"""Reports as pages that open from a file."""
