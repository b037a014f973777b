"""Figures about the running server for Prometheus: read from plain counts when they are asked for.

Nothing here is on the way of a message.  ``families`` reads what others count, ``exposition`` writes it as Prometheus
reads it, and alone needs the extra ``metrics``.
"""
