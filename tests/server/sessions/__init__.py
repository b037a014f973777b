"""Tests of ``server.sessions``."""
