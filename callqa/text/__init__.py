"""Chinese text: folding, pinyin, spoken numbers, masking, alignment."""
