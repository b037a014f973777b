"""Tests of playing tapes."""
