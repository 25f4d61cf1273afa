"""Programs that make what the project ships: the demo model and the sample day."""
