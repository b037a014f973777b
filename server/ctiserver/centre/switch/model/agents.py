"""Stations and the agents who sign in at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from ctiproto.constants import AgentState, AgentWorkMode, CallType
from ctiserver.centre.switch.conditions import NEVER_SIGNED_IN, Choice, Condition, Occupation
from ctiserver.centre.switch.identifiers import NO_SERVICE, NO_SKILL_GROUP, Device, ServiceRef, SkillGroupRef

if TYPE_CHECKING:
    from ctiserver.centre.switch.model.calls import Call, Connection
    from ctiserver.centre.switch.profiles import Profile
    from ctiserver.site.model import Agent as SiteAgent
    from ctiserver.site.model import DeskSettings


@frozen
class Attributes:
    """What the calls of a device are counted for.  Guide: SET_DEVICE_ATTRIBUTES_REQ."""

    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    call_type: CallType | None = None


NO_ATTRIBUTES: Final = Attributes()


@define(eq=False)
class Station:
    """A telephone.

    Attributes:
        place: Its place among the stations of the site, by which it has an address where the site gives it none.
        ip: The address that the site gives it; empty: none.
        agent: The agent who is signed in at it.
        connections: Its connections, by call, oldest first.
        in_service: False while it is removed.
        attributes: What the calls that it places are counted for, unless the request says otherwise.
    """

    peripheral_id: int
    device: Device
    extension: str
    instrument: str
    place: int
    ip: str = ""
    agent: Agent | None = None
    connections: dict[int, Connection] = field(factory=dict)
    in_service: bool = True
    attributes: Attributes = NO_ATTRIBUTES


@frozen
class AfterCallWork:
    """The work of an agent after a call.

    Attributes:
        call: The call that caused it.
        duration: Seconds after which it ends by itself; 0: it does not.
        needs_data: Whether it goes on until wrap-up data is entered.
    """

    call: Call
    occupation: Occupation
    duration: int
    needs_data: bool


@frozen
class Return:
    """How an agent comes back whom a lost link to the peripheral signed out.

    Attributes:
        ready: Whether they want calls again; else ``reason_code`` says why not.
    """

    station: Station
    groups: tuple[SkillGroupRef, ...]
    ready: bool
    reason_code: int


@define(eq=False)
class Agent:
    """A person who can sign in.

    Attributes:
        station: Where the agent is signed in, or the site's station for them.
        profile: The rules of the peripheral, by its type.
        signed_in: False also for the moment in which signing out is reported.
        leaving: Groups that the agent is just signing out of.
        ready: Whether the agent wants calls, when nothing keeps them from it.
        reason_code: Why the agent does not.
        interrupted: The agent was ready, and is not ready only because of a call that they placed.
        reserved: What the router holds the agent for, until the call rings.
        choice: What follows the last call, by the agent's own request.
        connections: The agent's connections, by call.
        terminal: What the agent chose as a terminal at signing in.
        reported: The condition as reported last.
        since: When the agent came into the overall state.
        sign_out_reason: Set while the agent is to be signed out because the last call is over.
        returns: Set while the link to the peripheral is lost that the agent was signed in at.
        missed: How many announced calls in a row did not reach the agent.
        wrong_passwords: How many in a row were given for the agent.
        locked_until: Until then the agent cannot sign in.
        greets: Whether the agent's greeting plays.
        idle_order: The lowest of all available agents has been available longest.
        idle_groups: The groups for which the router counts the agent among the available ones.
    """

    site: SiteAgent
    settings: DeskSettings
    station: Station
    profile: Profile
    signed_in: bool = False
    leaving: tuple[SkillGroupRef, ...] = ()
    groups: tuple[SkillGroupRef, ...] = ()
    default_group: SkillGroupRef | None = None
    work_mode: AgentWorkMode = AgentWorkMode.AWM_UNSPECIFIED
    terminal: str | None = None
    ready: bool = False
    reason_code: int = 0
    interrupted: bool = False
    reserved: Occupation | None = None
    work: AfterCallWork | None = None
    choice: Choice | None = None
    connections: dict[int, Connection] = field(factory=dict)
    reported: Condition = NEVER_SIGNED_IN
    since: float = 0.0
    sign_out_reason: int | None = None
    returns: Return | None = None
    missed: int = 0
    wrong_passwords: int = 0
    locked_until: float = 0.0
    greets: bool = True
    idle_order: int = 0
    idle_groups: tuple[SkillGroupRef, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """The agent's peripheral and login identifier."""
        return self.site.peripheral_id, self.site.id

    @property
    def state(self) -> AgentState:
        """The overall state as reported last."""
        return self.reported.state
