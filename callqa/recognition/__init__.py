"""From samples to transcripts: the engine, its queue of batches, roles, hotwords, correction."""
