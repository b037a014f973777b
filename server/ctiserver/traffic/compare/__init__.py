"""Compares what a server says with a tape: message by message, field by field, and as a percentage.

``compare_halves`` is the door: the server's half of a tape, what another server said to the same client, and the rules
of what may differ.
"""
