"""What ``ctiserver watch`` shows: a screen that is redrawn on a terminal, a line for each message elsewhere."""
