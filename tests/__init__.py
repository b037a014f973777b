"""The promises of ``ctiproto`` and ``server``, one file per module."""
