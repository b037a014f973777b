"""Tests of the simulated peripheral."""
