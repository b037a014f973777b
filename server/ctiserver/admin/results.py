"""The results of commands and queries.  States, services and the like have the guide's names, without their prefix."""

from __future__ import annotations

from attrs import frozen

from ctiserver.admin.fields import described


@frozen(kw_only=True)
class Announced:
    """Sessions were told something."""

    sessions: int = described("How many sessions were told it.")


@frozen(kw_only=True)
class PeripheralNow:
    """The link to a peripheral."""

    peripheral: int = described("Its number.")
    name: str = described("Its name.")
    online: bool = described("Whether the link to it is up.")


@frozen(kw_only=True)
class SideNow:
    """One of the two sides of a CTI Server."""

    side: str = described("A or B.")
    role: str = described("What it is: active, standby, down, or on the way between them: loading, asking, leaving.")
    host: str = described("Where it listens.")
    port: int = described("Where it listens.")


@frozen(kw_only=True)
class SiteTaken:
    """What changed when the site file was read again."""

    added: dict[str, int] = described("How many parts are new, by their list.")
    changed: dict[str, int] = described("How many parts are different, by their list.")
    removed: dict[str, int] = described("How many parts are gone, by their list.")
    settings: list[str] = described("Keys whose new values hold from now on.")
    at_next_start: list[str] = described("Keys whose new values hold from the next start on.")


@frozen(kw_only=True)
class SystemNow:
    """The state of the server, its links and its sides."""

    site: str = described("The name of the site.")
    seed: int = described("The seed of all random numbers.")
    time: float = described("The time at the contact centre, in seconds since 1970.")
    pg_status: list[str] = described("What prevents the peripheral gateway from normal work; empty: nothing.")
    controller: bool = described("Whether the central controller can be reached.")
    gateway: bool = described("Whether the peripheral gateway can be reached.")
    peripherals: list[PeripheralNow] = described("The links to the peripherals.")
    sides: list[SideNow] = described("The sides of the CTI Server, also one that is down.")
    sessions: int = described("How many sessions are open.")
    agents: int = described("How many agents are signed in.")
    calls: int = described("How many calls there are, those in after-call work included.")


@frozen(kw_only=True)
class SessionNow:
    """An open session."""

    side: str = described("The side that it is at.")
    session: int = described("Its SessionID; each side counts its own.")
    client: str = described("Its ClientID.")
    signature: str = described("Its ClientSignature.")
    address: str = described("Where it comes from.")
    version: int = described("The protocol version that it speaks.")
    standby: bool = described("Whether it waits until its side is the active one.")
    services: list[str] = described("What it was granted.")
    device: str | None = described("The station that it follows, if it follows one.")
    agent: str | None = described("The agent whom its client named, if it named one.")


@frozen(kw_only=True)
class PartNow:
    """An agent's part in a call."""

    call: int = described("The number of the call.")
    state: str = described("The state of the agent's connection: ALERTING, CONNECT, HOLD and so on.")


@frozen(kw_only=True)
class AgentNow:
    """An agent."""

    agent: str = described("The agent's login id.")
    peripheral: int = described("The agent's peripheral.")
    name: str = described("The agent's name.")
    state: str = described("The agent's state: LOGOUT, NOT_READY, AVAILABLE, TALKING and so on.")
    reason: int = described("The reason code of that state, or 0.")
    reason_label: str = described("What the site calls that reason.")
    seconds: int = described("For how many seconds the agent has been in that state.")
    device: str | None = described("The extension of the station that the agent is signed in at, if signed in.")
    skill_groups: list[int] = described("The numbers of the skill groups that the agent is signed in or assigned to.")
    team: int | None = described("The agent's team, if there is one.")
    calls: list[PartNow] = described("The agent's parts in calls, oldest first.")


@frozen(kw_only=True)
class PartyNow:
    """A party on a call."""

    connection: str = described("The party's ConnectionDeviceID.")
    device: str = described("The party's station or number.")
    state: str = described("The state of the party's connection.")
    agent: str | None = described("The agent's login id, if the party is an agent.")


@frozen(kw_only=True)
class CallNow:
    """A call."""

    call: int = described("Its number.")
    peripheral: int = described("Where it is.")
    type: str = described("Its CallType.")
    seconds: int = described("For how many seconds it has been there.")
    calling: str = described("Who calls.")
    called: str = described("Who is called.")
    service: int | None = described("The number of the service that it came for, if it came for one.")
    waits: int | None = described("For how many seconds it has waited in a queue, if it waits.")
    parties: list[PartyNow] = described("The parties on it; none once it is over and an agent only works on it.")
    variables: dict[str, str] = described("What it carries: call variables by number, others by name.")


@frozen(kw_only=True)
class NewCall:
    """A call that has just begun."""

    call: int = described("Its number.")
    peripheral: int = described("Where it is.")


@frozen(kw_only=True)
class CallExpected:
    """A call that was announced and has yet to arrive."""

    number: str = described("The number that it is expected on: a call that arrives there is the announced one.")
    peripheral: int = described("Where it is expected.")
    agent: str | None = described("The login id of the agent who is reserved for it, if one is.")


@frozen(kw_only=True)
class CallLeft:
    """What is left of a call after a command about it."""

    call: int = described("Its number.")
    peripheral: int = described("Where it is.")
    lives: bool = described("Whether any party is on it.")


@frozen(kw_only=True)
class QueueNow:
    """The calls that wait for a service."""

    service: int = described("The number of the service.")
    id: int = described("Its ServiceID.")
    peripheral: int = described("Where it is.")
    name: str = described("Its name.")
    waiting: int = described("How many calls wait.")
    longest_wait: int = described("For how many seconds the oldest of them has waited.")


@frozen(kw_only=True)
class SkillGroupNow:
    """A skill group."""

    skill_group: int = described("Its number.")
    id: int = described("Its SkillGroupID.")
    peripheral: int = described("Where it is.")
    name: str = described("Its name.")
    agents: int = described("How many agents are assigned to it.")
    states: dict[str, int] = described("How many of those who are signed in to it are in which state towards it.")


@frozen(kw_only=True)
class AlarmNow:
    """An alarm."""

    at: float = described("When, in seconds since 1970.")
    alarm: str = described("What happened.")
    state: str = described("How serious it is: normal, warning or error.")
    object: str | None = described("The object that is in that state, if it concerns one.")
    details: dict[str, str] = described("What else is known of it.")


@frozen(kw_only=True)
class LimitNow:
    """A limit on what clients may take of the server."""

    limit: str = described("Its name, as in the table [limits] of a site file.")
    value: int = described("Its value; 0: there is no limit.")
    current: int = described("How much of it is used now; of those for one client or address, by the one with most.")
    hits: int = described("How often it was reached since the server was started.")
    what: str = described("What it bounds.")


@frozen(kw_only=True)
class Figures:
    """Statistics, as the confirmations of the statistics requests have them."""

    peripheral: int = described("The peripheral of the agent or group.")
    name: str = described("An agent's login id, or the number of a skill group.")
    figures: dict[str, int] = described("The figures; times are in seconds.")


@frozen(kw_only=True)
class Sessions:
    """The open sessions."""

    sessions: list[SessionNow] = described("Those of side A first; of each side the oldest first.")


@frozen(kw_only=True)
class Agents:
    """Agents."""

    agents: list[AgentNow] = described("In the order of the site.")


@frozen(kw_only=True)
class Calls:
    """Calls."""

    calls: list[CallNow] = described("In the order of the peripherals; of each the oldest first.")


@frozen(kw_only=True)
class Queues:
    """The queues."""

    queues: list[QueueNow] = described("In the order of the site.")


@frozen(kw_only=True)
class SkillGroups:
    """The skill groups."""

    skill_groups: list[SkillGroupNow] = described("In the order of the site.")


@frozen(kw_only=True)
class ReasonCode:
    """A reason that agents may give."""

    code: int = described("Its EventReasonCode.")
    label: str = described("What people read for it.")
    state: str | None = described("What it is a reason for: NOT_READY, LOGOUT, or nothing in particular.")


@frozen(kw_only=True)
class ReasonCodes:
    """The reasons that agents may give; none if they may give any."""

    reason_codes: list[ReasonCode] = described("In the order of the site.")


@frozen(kw_only=True)
class WrapupCode:
    """A text that agents enter as wrap-up data."""

    code: str = described("The text, as CallWrapupData has it.")
    label: str = described("What people read for it.")


@frozen(kw_only=True)
class WrapupCodes:
    """What agents enter as wrap-up data."""

    wrapup_codes: list[WrapupCode] = described("In the order of the site.")


@frozen(kw_only=True)
class Alarms:
    """The latest alarms."""

    alarms: list[AlarmNow] = described("Oldest first.")


@frozen(kw_only=True)
class Limits:
    """The limits."""

    limits: list[LimitNow] = described("In the order of the reference.")


Result = (
    Announced
    | SiteTaken
    | SystemNow
    | AgentNow
    | NewCall
    | CallExpected
    | CallLeft
    | Sessions
    | Agents
    | Calls
    | Queues
    | SkillGroups
    | Alarms
    | Limits
    | Figures
)
"""Any result."""
