"""What ``ctiserver watch`` shows: a live picture on a terminal, lines elsewhere."""
