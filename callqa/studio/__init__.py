"""The studio: recordings that somebody drops in, and what is made of their text. Pure: no disk, no model."""
