"""Tests of ``ctiserver.observe``."""
