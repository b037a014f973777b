"""What operators are told.  Names of states, services and the like are the guide's, without their prefix."""

from __future__ import annotations

from attrs import frozen

from ctiserver.admin.fields import said


@frozen(kw_only=True)
class Announced:
    """A text went out."""

    sessions: int = said("How many sessions it was sent to.")


@frozen(kw_only=True)
class PeripheralNow:
    """The link to a peripheral."""

    peripheral: int = said("Its number.")
    name: str = said("Its name.")
    online: bool = said("Whether the link to it is up.")


@frozen(kw_only=True)
class SideNow:
    """One of the two sides of a CTI Server."""

    side: str = said("A or B.")
    role: str = said("What it is: active, standby, down, or on the way between them: loading, asking, leaving.")
    host: str = said("Where it listens.")
    port: int = said("Where it listens.")


@frozen(kw_only=True)
class SiteTaken:
    """Another site took the place of the one before."""

    added: dict[str, int] = said("How many parts are new, by their list.")
    changed: dict[str, int] = said("How many parts are different, by their list.")
    removed: dict[str, int] = said("How many parts are gone, by their list.")
    settings: list[str] = said("Keys whose new values hold from now on.")
    at_next_start: list[str] = said("Keys whose new values hold from the next start on.")


@frozen(kw_only=True)
class SystemNow:
    """How the whole is."""

    site: str = said("The name of the site.")
    seed: int = said("What all chance comes from.")
    time: float = said("The time there, in seconds since 1970.")
    pg_status: list[str] = said("What prevents the peripheral gateway from normal work; empty: nothing.")
    controller: bool = said("Whether the central controller can be reached.")
    gateway: bool = said("Whether the peripheral gateway can be reached.")
    peripherals: list[PeripheralNow] = said("The links to the peripherals.")
    sides: list[SideNow] = said("The sides of the CTI Server that run.")
    sessions: int = said("How many sessions are open.")
    agents: int = said("How many agents are signed in.")
    calls: int = said("How many calls live, or are still being worked on.")


@frozen(kw_only=True)
class SessionNow:
    """An open session."""

    side: str = said("The side that it is at.")
    session: int = said("Its SessionID; each side counts its own.")
    client: str = said("Its ClientID.")
    signature: str = said("Its ClientSignature.")
    address: str = said("Where it comes from.")
    version: int = said("The protocol version that it speaks.")
    standby: bool = said("Whether it waits until its side is the active one.")
    services: list[str] = said("What it was granted.")
    device: str | None = said("The station that it follows, if it follows one.")
    agent: str | None = said("The agent whom its client named, if it named one.")


@frozen(kw_only=True)
class PartNow:
    """An agent's part in a call."""

    call: int = said("The number of the call.")
    state: str = said("What his connection does: ALERTING, CONNECT, HOLD and so on.")


@frozen(kw_only=True)
class AgentNow:
    """An agent."""

    agent: str = said("His login id.")
    peripheral: int = said("Where he works.")
    name: str = said("His name.")
    state: str = said("His state: LOGOUT, NOT_READY, AVAILABLE, TALKING and so on.")
    reason: int = said("The reason code of it, or 0.")
    seconds: int = said("For how long he has been in it.")
    device: str | None = said("The extension of the station that he is signed in at, if he is.")
    skill_groups: list[int] = said("The numbers of the skill groups that he is signed in to, or assigned to.")
    team: int | None = said("His team, if he is in one.")
    calls: list[PartNow] = said("His parts in calls, oldest first.")


@frozen(kw_only=True)
class PartyNow:
    """Somebody on a call."""

    connection: str = said("His ConnectionDeviceID.")
    device: str = said("His station or number.")
    state: str = said("What his connection does.")
    agent: str | None = said("The agent, if he is one.")


@frozen(kw_only=True)
class CallNow:
    """A call."""

    call: int = said("Its number.")
    peripheral: int = said("Where it is.")
    type: str = said("Its CallType.")
    seconds: int = said("For how long it has been there.")
    calling: str = said("Who calls.")
    called: str = said("Who is called.")
    service: int | None = said("The number of the service that it came for, if it came for one.")
    waits: int | None = said("For how many seconds it has waited in a queue, if it waits.")
    parties: list[PartyNow] = said("Who is on it; nobody once it is over and only worked on.")
    variables: dict[str, str] = said("What is written on it: call variables by number, others by name.")


@frozen(kw_only=True)
class NewCall:
    """A call that has just come to be."""

    call: int = said("Its number.")
    peripheral: int = said("Where it is.")


@frozen(kw_only=True)
class CallLeft:
    """What an order about a call left of it."""

    call: int = said("Its number.")
    peripheral: int = said("Where it is.")
    lives: bool = said("Whether anybody is on it.")


@frozen(kw_only=True)
class QueueNow:
    """The calls that wait for a service."""

    service: int = said("The number of the service.")
    id: int = said("Its ServiceID.")
    peripheral: int = said("Where it is.")
    name: str = said("Its name.")
    waiting: int = said("How many calls wait.")
    longest_wait: int = said("For how many seconds the one has waited that came first.")


@frozen(kw_only=True)
class SkillGroupNow:
    """A skill group."""

    skill_group: int = said("Its number.")
    id: int = said("Its SkillGroupID.")
    peripheral: int = said("Where it is.")
    name: str = said("Its name.")
    agents: int = said("How many agents are assigned to it.")
    states: dict[str, int] = said("How many of those who are signed in to it are in which state towards it.")


@frozen(kw_only=True)
class AlarmNow:
    """An alarm."""

    at: float = said("When, in seconds since 1970.")
    alarm: str = said("What happened.")
    state: str = said("How serious it is: normal, warning or error.")
    object: str | None = said("The object that is in that state, if it concerns one.")
    details: dict[str, str] = said("What else is known of it.")


@frozen(kw_only=True)
class Figures:
    """Statistics, as the confirmations of the statistics requests have them."""

    peripheral: int = said("Where.")
    name: str = said("Of whom or of what: an agent's login id, or the number of a skill group.")
    figures: dict[str, int] = said("The figures; times are in seconds.")


@frozen(kw_only=True)
class Sessions:
    """The open sessions."""

    sessions: list[SessionNow] = said("Oldest first.")


@frozen(kw_only=True)
class Agents:
    """Agents."""

    agents: list[AgentNow] = said("In the order of the site.")


@frozen(kw_only=True)
class Calls:
    """Calls."""

    calls: list[CallNow] = said("Oldest first.")


@frozen(kw_only=True)
class Queues:
    """The queues."""

    queues: list[QueueNow] = said("In the order of the site.")


@frozen(kw_only=True)
class SkillGroups:
    """The skill groups."""

    skill_groups: list[SkillGroupNow] = said("In the order of the site.")


@frozen(kw_only=True)
class Alarms:
    """The latest alarms."""

    alarms: list[AlarmNow] = said("Oldest first.")


Answer = (
    Announced
    | SiteTaken
    | SystemNow
    | AgentNow
    | NewCall
    | CallLeft
    | Sessions
    | Agents
    | Calls
    | Queues
    | SkillGroups
    | Alarms
    | Figures
)
"""Anything that an operator is answered with."""
