"""Tests of the contact centre."""
