"""What reports of several days show: a week or a month, an agent over it, and the list of all nights."""
