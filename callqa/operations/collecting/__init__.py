"""How a day is collected: the search of the folders, and what belongs to other days."""
