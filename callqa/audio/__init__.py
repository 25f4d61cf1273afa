"""Sound in files: decoding, containers, what is cut off, clips for listening."""
