"""Tables of a site file that stand for many parts of the site: agents that differ only in their numbers."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import attrs

from ctiproto.constants import EnabledService
from ctiserver.site.addresses import is_ip
from ctiserver.site.parts import Agent, usual_password
from ctiserver.site.values import (
    ID,
    RANGES,
    AgentID,
    Department,
    Extension,
    Instrument,
    IPAddress,
    Number,
    Password,
    PersonName,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_AGENTS: Final = 100_000

_IP_ADDRESSES: Final = 1 << 32

_NUMBERED: Final = frozenset({"id", "extension", "icm_agent_id", "instrument"})


@attrs.frozen
class AgentRange:
    """Agents that differ only in their numbers: the first extension belongs to the first id, and so on."""

    ids: Annotated[tuple[AgentID, ...], RANGES]
    extensions: Annotated[tuple[Extension, ...], RANGES]
    icm_agent_ids: Annotated[tuple[ID, ...], RANGES]
    peripheral_id: ID
    instruments: Annotated[tuple[Instrument, ...], RANGES] = attrs.field(
        default=attrs.Factory(lambda agents: agents.extensions, takes_self=True)
    )
    password: Password | None = None
    first_name: PersonName = "Agent"
    skill_groups: Annotated[tuple[Number, ...], RANGES] = ()
    desk_settings_id: ID | None = None
    enabled_services: tuple[EnabledService, ...] = ()
    department_id: Department = 0
    first_ip: IPAddress = ""
    own_extension: bool = True

    def __attrs_post_init__(self) -> None:
        wanted = len(self.ids)
        for name, numbers in (
            ("extensions", len(self.extensions)),
            ("icm_agent_ids", len(self.icm_agent_ids)),
            ("instruments", len(self.instruments)),
        ):
            if numbers != wanted:
                raise ValueError(f"expected as many {name} as ids ({wanted}), not {numbers}")
        if self.first_ip and not (is_ip(self.first_ip) and int(IPv4Address(self.first_ip)) + wanted <= _IP_ADDRESSES):
            raise ValueError(
                f"expected first_ip to be an IPv4 address with as many behind it as there are ids ({wanted})"
            )

    def agents(self) -> Iterator[Agent]:
        """Every agent of the range, in its order."""
        addresses = [str(IPv4Address(self.first_ip) + place) if self.first_ip else "" for place in range(len(self.ids))]
        for agent_id, extension, icm_agent_id, instrument, ip in zip(
            self.ids, self.extensions, self.icm_agent_ids, self.instruments, addresses, strict=True
        ):
            yield Agent(
                id=agent_id,
                extension=extension,
                icm_agent_id=icm_agent_id,
                peripheral_id=self.peripheral_id,
                instrument=instrument,
                password=usual_password(agent_id) if self.password is None else self.password,
                first_name=self.first_name,
                skill_groups=self.skill_groups,
                desk_settings_id=self.desk_settings_id,
                enabled_services=self.enabled_services,
                department_id=self.department_id,
                ip=ip,
                own_extension=self.own_extension,
            )


AgentTable: TypeAlias = Agent | AgentRange


@attrs.frozen
class PlacedAgent:
    """An agent, and the table of the file that describes them."""

    agent: Agent
    table: int
    in_range: bool

    def key(self, attribute: str) -> str:
        """The path of the key that gave ``attribute`` its value."""
        plural = "s" if self.in_range and attribute in _NUMBERED else ""
        return f"agents[{self.table}].{attribute}{plural}"


@attrs.frozen
class AgentTables:
    """The part of a site file that names agents, as it is written."""

    agents: tuple[AgentTable, ...] = ()

    def __attrs_post_init__(self) -> None:
        count = sum(len(table.ids) if isinstance(table, AgentRange) else 1 for table in self.agents)
        if count > MAX_AGENTS:
            raise ValueError(f"expected at most {MAX_AGENTS} agents, not {count}")

    def placed(self) -> Iterable[PlacedAgent]:
        """All agents, in the order of the file."""
        for index, table in enumerate(self.agents):
            if isinstance(table, AgentRange):
                yield from (PlacedAgent(agent, index, in_range=True) for agent in table.agents())
            else:
                yield PlacedAgent(table, index, in_range=False)
