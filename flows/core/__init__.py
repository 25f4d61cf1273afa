"""Pure logic: no disk, no clock, no network, no framework."""
