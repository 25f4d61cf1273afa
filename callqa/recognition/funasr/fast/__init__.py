"""FunASR's slow parts, replaced one by one; each falls back to FunASR's own."""
