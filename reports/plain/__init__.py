"""Reports as text: the digest and the morning message."""
