"""Tests of ``ctiserver.ledger``."""
