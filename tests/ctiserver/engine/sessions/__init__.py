"""Tests of ``ctiserver.engine.sessions``."""
