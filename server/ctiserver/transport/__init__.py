"""Sockets and the clock: whatever is driven here has neither."""
