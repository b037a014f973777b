"""Tests of ``ctiserver.transport``."""
