"""What the connections of a driver may take; the names are those of the limits of a site."""

from __future__ import annotations

from typing import Final

import attrs

from ctiserver.transport.outbox import MAX_BACKLOG, MAX_WAITING


@attrs.frozen(kw_only=True)
class Bounds:
    """The limits of a driver.

    Args:
        outbox: how many bytes may wait for one client that does not read; one more resets its connection.
        all_outboxes: how many may wait for all clients; one more resets the connection for which most of them wait.
        spare_descriptors: how many of the last descriptors of the process no client gets.
    """

    outbox: int = MAX_WAITING
    all_outboxes: int = MAX_BACKLOG
    spare_descriptors: int = 0


DEFAULT_BOUNDS: Final = Bounds()
"""The limits of a driver that is given no others."""
