"""Benches: what is slow, measured against peers.  They are no tests: ``python -m tests.bench``."""
