"""Tests of ``server.client``."""
