"""A site that has all that can be configured."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.constants import EnabledService
from ctiserver.site.model import Site, Terminal
from tests.support.harness import PG, demo

PHONES: Final = (Terminal("SEP001", PG, 7, "Telephone 8800", ("2001", "2002")), Terminal("CSF2003", PG))


def equipped() -> Site:
    """The demo site with terminals, and with services for its first agent."""
    first, *others = demo().agents
    services = (EnabledService.AGENT_ANSWERS, EnabledService.RECORDING)
    return attrs.evolve(demo(), terminals=PHONES, agents=(attrs.evolve(first, enabled_services=services), *others))
