"""Where the samples lie in a file by its own structure, and whether all of them are there.

FFmpeg believes headers: it stops where one says that the samples end. Recorders that died, flushed a
header now and then, or had their files appended to each other write headers that say less than there is,
or more. Read from the bytes, with the standard library only.
"""
