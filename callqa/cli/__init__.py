"""The command ``callqa``: one module an area; parses, calls an operation, prints."""
