"""Tests of ``server.client.watching``."""
