"""Tests of ``ctiserver.client``."""
