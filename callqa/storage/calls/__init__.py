"""The calls of a day, a page at a time: no query here reads speech that its page does not show."""
