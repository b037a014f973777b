"""Whole stories, told from the clients' chairs."""
