"""What the engine asks a dialect: which OPEN_REQ is refused, and with which status."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ctiproto.constants import StatusCode
from ctiproto.messages import OpenReq
from ctiproto.versions import Dialect, Profile

UnusedBits = tuple[tuple[int, StatusCode], ...]
"""For each mask of OPEN_REQ, in wire order, the bits that may not be set in it, and the status if one is."""


@attrs.frozen
class Rules:
    """The answers of one dialect.

    Args:
        dialect: the dialect.
        offline: the status with which a server that cannot serve refuses every OPEN_REQ.
        in_maintenance: the same during a maintenance.
        refusal_on_standby: why the side that stands by opens no session for a request, given what its client may be
            granted; ``None``: it opens one on standby.
        flaw_of_fixed_part: what is wrong with numbers of the fixed part that are no mask; ``None``: nothing.
        unused_bits: the bits of the masks that the version does not use.
    """

    dialect: Dialect
    offline: StatusCode
    in_maintenance: StatusCode
    refusal_on_standby: Callable[[OpenReq, Profile, int], StatusCode | None]
    flaw_of_fixed_part: Callable[[OpenReq], StatusCode | None]
    unused_bits: Callable[[Profile], UnusedBits]
