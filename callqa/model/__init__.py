"""The nouns of the field as frozen records: no disk, no clock, no network, no framework."""
