"""Tapes: what went over connections, as lines that a person can read and edit, and a program can play again.

``read_tape`` and ``TapeWriter`` are the doors, ``entries`` what goes through them.  The format: docs/reference/tape.md.
"""
