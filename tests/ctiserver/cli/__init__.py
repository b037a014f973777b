"""Tests of ctiserver.cli."""
