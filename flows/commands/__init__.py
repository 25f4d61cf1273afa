"""The commands of `callqa`, one module an area; heavy libraries are imported inside the functions."""
