"""What agents ask for themselves.  See docs/reference/agents.md, and scenario S25."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import AgentGreetingAction, AgentServiceRequest, AgentState, AgentWorkMode, ForcedFlag

NO_SERVICE_REQUEST: Final = AgentServiceRequest(0)

CLIENT_FAILED: Final = 50_002
"""EventReasonCode of an agent whose client failed: of the NOT_READY that follows, or of a login that is replaced."""


@frozen(kw_only=True)
class SetAgentState:
    """An agent, or somebody for him, asks for a state (guide: SET_AGENT_STATE_REQ).

    Attributes:
        state: The state wanted, any number: the switch answers for those that cannot be asked for.
        reason_code: EventReasonCode; meant with NOT_READY, LOGOUT and LOGIN.
        instrument: LOGIN: extension or instrument of the station, with ``;number`` behind it for a remote agent.
        password: LOGIN and LOGOUT; not checked when absent on LOGOUT, or with ``single_sign_on``.
        skill_groups: Numbers of the groups to sign in to or out of; empty: all that are assigned.
        forced: LOGIN and LOGOUT: do it whatever the state; ``AUTHENTICATION_ONLY`` checks the password and no more.
        supervisor_id: Agent ID of the supervisor of the agent's team for whom the request is made.

    Refused:
        As the tables of agent states and of login and logout failures say.
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
    service_request: AgentServiceRequest = NO_SERVICE_REQUEST
    supervisor_id: str | None = None


@frozen(kw_only=True)
class AgentGreetingControl:
    """An agent stops the greeting that plays, or switches his greetings off or on until he signs out (scenario S25).

    Refused:
        256 unknown agent; 1016 he is not signed in, nothing plays, the site has no greetings, or an unknown action.
    """

    peripheral_id: int
    agent_id: str
    action: AgentGreetingAction
