"""The limits of a driver."""

from __future__ import annotations

from ctiserver.site.limits import Limits
from ctiserver.transport.bounds import DEFAULT_BOUNDS


def test_the_defaults_are_those_of_a_site() -> None:
    """But for descriptors, of which a driver without a server beside it sets none aside."""
    limits = Limits()
    assert (DEFAULT_BOUNDS.outbox, DEFAULT_BOUNDS.all_outboxes) == (limits.outbox, limits.all_outboxes)
    assert DEFAULT_BOUNDS.spare_descriptors == 0
