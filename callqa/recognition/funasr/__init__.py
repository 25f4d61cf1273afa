"""FunASR behind one interface: families of models, loading, voice activity, diarisation."""
