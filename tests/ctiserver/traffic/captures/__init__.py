"""Tests of ctiserver.traffic.captures."""
