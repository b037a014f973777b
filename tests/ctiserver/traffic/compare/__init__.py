"""Tests of comparing servers with tapes."""
