"""Tests of the CTI Server."""
