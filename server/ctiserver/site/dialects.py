"""What the dialect of a site says of it: what it may have, and what it is where the file says nothing."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.constants import PeripheralType, limits
from ctiproto.versions import Dialect
from ctiserver.site.parts import ECCVariable


@attrs.frozen
class SiteRules:
    """The rules of sites of one dialect.

    Args:
        demo: the file of the demo site, in this package.
        peripheral_type: the type of a peripheral that names none.
        only_peripheral: the id of the one peripheral that there is, of that type, in the reserved places of messages;
            ``None``: there may be any, of any type.
        longest_agent_id: the most characters of an AgentID; each is a byte on the wire.
        ascii_agent_ids: whether an AgentID is of ASCII characters alone.
        most_skill_groups: how many skill groups an agent may be in.
        default_groups: whether every peripheral has a default skill group.
        ecc_variables: the named variables that are there without being configured.
    """

    demo: str
    peripheral_type: PeripheralType
    only_peripheral: int | None
    longest_agent_id: int
    ascii_agent_ids: bool
    most_skill_groups: int
    default_groups: bool
    ecc_variables: tuple[ECCVariable, ...] = ()


_OUTBOUND: Final = (
    "BACampaign",
    "BACampaignID",
    "BAStatus",
    "BAResponse",
    "user.layout",
    "BAAccountNumber",
    "BADialedListID",
    "BABuddyName",
)
"""The named variables of the outbound subsystem of Unified CCX."""


_RULES: Final = {
    Dialect.UCCE: SiteRules(
        demo="demo.toml",
        peripheral_type=PeripheralType.ENTERPRISE_AGENT,
        only_peripheral=None,
        longest_agent_id=11,
        ascii_agent_ids=False,
        most_skill_groups=limits.MAX_NUM_FLT_SKILL_GROUPS,
        default_groups=True,
    ),
    Dialect.UCCX: SiteRules(
        demo="demo_uccx.toml",
        peripheral_type=PeripheralType.CRS,
        only_peripheral=1,
        longest_agent_id=128,
        # fidelity uccx.ascii-agent-ids: ours: An AgentID is of ASCII characters, so that it is the same in UTF-8.
        ascii_agent_ids=True,
        # fidelity uccx.most-csqs: guide CONFIG_AGENT_EVENT: An agent is in 25 CSQs at most.
        most_skill_groups=25,
        # fidelity uccx.no-default-csq: ours: There is no CSQ that every agent is in: an agent may be in none.
        default_groups=False,
        ecc_variables=tuple(map(ECCVariable, _OUTBOUND)),
    ),
}


def rules_of(dialect: Dialect) -> SiteRules:
    """The rules of sites of ``dialect``."""
    return _RULES[dialect]
