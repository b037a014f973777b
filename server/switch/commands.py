"""What can be asked of the switch.

Commands are frozen values without behaviour: a log of them, with the times at which they were executed, is all that
is needed to get the same events again.  ``device`` is the extension or the instrument of the station that acts;
``call_id`` and ``connection`` (a ConnectionDeviceID) name what it acts on.  An absent ``connection`` means that of
the acting station itself.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import (
    AgentServiceRequest,
    AgentState,
    AgentWorkMode,
    CallMannerType,
    CallPlacementType,
    ForcedFlag,
)
from ctiproto.constants.limits import ANY_ALERTING_CALL, NULL_SKILL_GROUP, PERIPHERAL_DEFAULT
from server.switch.context import NO_DATA, CallData, NamedArrayElement, NamedVariable

NO_SERVICE_REQUEST: Final = AgentServiceRequest(0)


@frozen(kw_only=True)
class CallArrives:
    """A caller outside seizes a trunk and dials a number of the site (scenario S1).

    Attributes:
        dialed_number: The site's number that was called; it decides the service.
        data: What is known about the caller; its own ``dialed_number`` is replaced by the command's, and an empty
            ``dnis`` as well.
        trunk_group: The group to come in on; absent: the first that has a free trunk.

    Refused:
        1009 the number leads nowhere; 43 every trunk is taken; 267 the peripheral is off-line.
    """

    peripheral_id: int
    dialed_number: str
    data: CallData = NO_DATA
    trunk_group: int | None = None


@frozen(kw_only=True)
class CallerHangsUp:
    """The outside party of a call puts the receiver down (scenarios S1, S2 and S5).

    Refused:
        11 no such call; 27 no outside party on it.
    """

    peripheral_id: int
    call_id: int


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
class AnswerCall:
    """A station answers an alerting connection of its own; without a call, the one that has alerted longest.

    Refused:
        11, 13, 268 as for every named connection; 28 it does not alert; 21 another call is active and the site does
        not hold it by itself.
    """

    peripheral_id: int
    device: str
    call_id: int = ANY_ALERTING_CALL
    connection: str | None = None


@frozen(kw_only=True)
class HoldCall:
    """A station puts a connected call of its own on hold.

    Refused:
        11, 13, 268 as for every named connection; 24 it is not connected.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class RetrieveCall:
    """A station takes a held call of its own back.

    Refused:
        11, 13, 268 as for every named connection; 25 it is not held; 21 as AnswerCall.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class ClearConnection:
    """A station leaves a call; a call of two ends with it (scenario S4, rows 12 to 16).

    Refused:
        11, 13, 268 as for every named connection; 27 it is not live any more.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class ClearCall:
    """A station of the call ends it for everybody.

    Refused:
        11, 13, 268 as for every named connection; 26 it is not live any more.
    """

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None = None


@frozen(kw_only=True)
class MakeCall:
    """A station places a call: to a station, an agent, a number of the site or an outside number (S4, S5, S6).

    The new call, its connection, line handle and line type are those of the ``CallServiceInitiated`` among the events.

    Attributes:
        placement: ``DIRECT_AGENT`` reads ``dialed_number`` as an agent ID, ``DIRECT_POSITION`` as an instrument, all
            others by the dial plan.
        alert_rings: Give up after so many rings of six seconds; 0: the called party rings on.
        skill_group: Number of the group that the call is counted for; absent: the agent's first.

    Refused:
        12 unknown device; 21/10103, 21/10106 agent state; 33 the station is busy; 1009 unreadable number;
        10/10109 not allowed by the desk settings; 262 not a group of the agent's; 5 nobody is signed in and the site
        demands it.
    """

    peripheral_id: int
    device: str
    dialed_number: str
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED
    manner: CallMannerType = CallMannerType.UNSPECIFIED
    alert_rings: int = PERIPHERAL_DEFAULT
    skill_group: int = NULL_SKILL_GROUP
    data: CallData = NO_DATA


@frozen(kw_only=True)
class SetCallData:
    """Somebody writes on a call; what is ``None`` stays as it is, an empty text clears (guide: SET_CALL_DATA_REQ).

    Possible while the call lives and as long as some device is still associated with it.

    Attributes:
        call_variables: Pairs of the variable's number, 1 to 10, and its new value.
        named_variables: Values that replace or join those of the same name.
        named_arrays: Elements that replace or join those of the same name and index.

    Refused:
        11 no such call.
    """

    peripheral_id: int
    call_id: int
    ani: str | None = None
    dnis: str | None = None
    caller_entered_digits: str | None = None
    user_to_user_info: bytes | None = None
    call_variables: tuple[tuple[int, str], ...] = ()
    wrapup_data: str | None = None
    named_variables: tuple[NamedVariable, ...] = ()
    named_arrays: tuple[NamedArrayElement, ...] = ()


@frozen(kw_only=True)
class ReleaseCall:
    """A station says that all its updates of a call are done (guide: RELEASE_CALL_REQ).

    On an ended call its association ends at once; on a live one, directly after the clearing events.

    Refused:
        11 no such call; 268 the station is not associated with it.
    """

    peripheral_id: int
    device: str
    call_id: int


@frozen(kw_only=True)
class TakePeripheralOffline:
    """The link to a peripheral goes down: its calls are not reported any more.  Refused: 267 it is down already."""

    peripheral_id: int


@frozen(kw_only=True)
class BringPeripheralOnline:
    """The link to a peripheral comes back: its agents are reported anew.  Refused: 2 it is up already."""

    peripheral_id: int


Command = (
    CallArrives
    | CallerHangsUp
    | SetAgentState
    | AnswerCall
    | HoldCall
    | RetrieveCall
    | ClearConnection
    | ClearCall
    | MakeCall
    | SetCallData
    | ReleaseCall
    | TakePeripheralOffline
    | BringPeripheralOnline
)
"""Anything that the switch can be asked."""
