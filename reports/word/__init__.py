"""Texts and minutes of the studio as Word documents."""
