"""What happens to sound before it is recognised: channels, speech, segments, batches."""
