"""Tests of ``ctiserver.cli.watching``."""
