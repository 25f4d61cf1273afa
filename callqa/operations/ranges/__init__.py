"""Reports of several days: roll-ups, the pages of agents, and the list of all nights."""
