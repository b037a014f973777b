"""Tests of server.dissector."""
