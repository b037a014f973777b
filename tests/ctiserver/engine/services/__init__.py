"""Tests of the services: what a client may ask, and what it is answered."""
