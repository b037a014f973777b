"""Benchmarks.  They are programs, not tests: ``python -m tests.bench.codec``."""
