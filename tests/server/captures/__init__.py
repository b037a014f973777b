"""Tests of server.captures."""
