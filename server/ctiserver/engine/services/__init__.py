"""The requests of clients and their answers: one table, and a file for each kind of request."""
