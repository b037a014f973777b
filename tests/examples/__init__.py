"""The programs in ``docs/examples``, with the real server."""
