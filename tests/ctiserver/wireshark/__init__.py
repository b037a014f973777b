"""Tests of ctiserver.wireshark."""
