"""The usual ports of servers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ctiproto.constants import limits
from ctiproto.versions import Dialect

USUAL_PORTS: Final[Mapping[Dialect, tuple[int, int]]] = {
    Dialect.UCCE: (limits.DEFAULT_PORT_SIDE_A, limits.DEFAULT_PORT_SIDE_B),
    # Both nodes of Unified CCX have the same port, on machines of their own; on one machine the second needs another.
    Dialect.UCCX: (limits.DEFAULT_PORT_UCCX, limits.DEFAULT_PORT_UCCX + 1000),
}
"""The ports of servers of each dialect where nobody says otherwise: of side A and of side B."""
