"""The recipe of the recogniser that ships in ``models/demo``: text, speech, training, export."""
