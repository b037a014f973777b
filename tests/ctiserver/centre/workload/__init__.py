"""Tests of the simulated callers and agents."""
