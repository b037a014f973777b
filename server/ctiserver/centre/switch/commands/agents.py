"""Requests of agents for themselves.  See docs/reference/agents.md, and scenario S25."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import AgentGreetingAction, AgentState, AgentWorkMode, ForcedFlag


@frozen(kw_only=True)
class SetAgentState:
    """An agent, a supervisor of theirs or a bridge asks for an agent state (guide: SET_AGENT_STATE_REQ).

    Attributes:
        state: The state asked for; any number, because refusing what cannot be asked for is the switch's business.
        reason_code: EventReasonCode; meant with NOT_READY, LOGOUT and LOGIN.
        instrument: LOGIN: extension or instrument of the station, with ``;number`` behind it for a remote agent.
        terminal: LOGIN: the name of the terminal that the agent chose; absent: none.
        password: LOGIN and LOGOUT; not checked when absent on LOGOUT, or with ``single_sign_on``.
        skill_groups: Numbers of the groups to sign in to or out of; empty: all that are assigned.
        forced: LOGIN and LOGOUT: do it whatever the present state; ``AUTHENTICATION_ONLY`` only checks the password.
        supervisor_id: Agent ID of the supervisor who asks for it; absent: the agent does.

    Refused:
        As the table ``agent_requests.REQUESTS`` and the functions in ``login`` say.
    """

    peripheral_id: int
    agent_id: str
    state: AgentState
    reason_code: int = 0
    instrument: str | None = None
    password: str | None = None
    single_sign_on: bool = False
    skill_groups: tuple[int, ...] = ()
    work_mode: AgentWorkMode = AgentWorkMode.AWM_UNSPECIFIED
    forced: ForcedFlag = ForcedFlag.FALSE
    terminal: str | None = None
    supervisor_id: str | None = None


@frozen(kw_only=True)
class AgentGreetingControl:
    """An agent stops the greeting that plays, or switches greetings off or on until they sign out (scenario S25).

    Refused:
        256 unknown agent; 1016 not signed in, nothing plays, the site has no greetings, or an unknown action.
    """

    peripheral_id: int
    agent_id: str
    action: AgentGreetingAction
