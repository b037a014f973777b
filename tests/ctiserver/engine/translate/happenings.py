"""One event of each kind, as the switch tells it, and the facts to translate it with."""

from __future__ import annotations

from typing import Any, Final

import attrs

from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallDirection,
    CallMsgMask,
    CallType,
    ConfigMsgMask,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    DispositionCode,
    EventCause,
    GreetingEventCode,
    LineType,
    LocalConnectionState,
    PGStatusCode,
    RecordingType,
)
from ctiproto.versions import Profile
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.context import CallContext, CallData
from ctiserver.centre.switch.identifiers import (
    ConnectionID,
    Device,
    MediaAddress,
    MediaPath,
    RouterCallKey,
    ServiceRef,
    SkillGroupRef,
    TrunkRef,
)
from ctiserver.engine.sessions.history import ClientHistory
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.translate.facts import Facts
from ctiserver.site.endpoints import Endpoint
from tests.support.harness import PG, demo

AT: Final = 1_767_600_600.5
CALL: Final = 16_777_217

A: Final = Device(DeviceIDType.AGENT_DEVICE, "2001")
B: Final = Device(DeviceIDType.AGENT_DEVICE, "2002")
X: Final = Device(DeviceIDType.EXTERNAL, "5550100")
NUMBER: Final = Device(DeviceIDType.ROUTE_POINT, "8001")
TRUNK_DEVICE: Final = Device(DeviceIDType.TRUNK_IDENTIFIER, "7")

K_A: Final = ConnectionID(CALL, "2001", ConnectionDeviceIDType.STATIC)
K_X: Final = ConnectionID(CALL, "X1", ConnectionDeviceIDType.DYNAMIC)

SERVICE: Final = ServiceRef(1, 6001)
GROUP: Final = SkillGroupRef(1, 5001)
GROUP_3: Final = SkillGroupRef(3, 5003, 2)
TRUNK: Final = TrunkRef(7, 1)
KEY: Final = RouterCallKey(155_000, 12, 1)

DATA: Final = CallData(
    ani="5550100",
    dnis="8001",
    dialed_number="8001x",
    caller_entered_digits="42",
    user_to_user_info=b"\x00\x01",
    call_variables=("one", *[""] * 8, "ten"),
    wrapup_data="wrapped",
    named_variables=(NamedVariable("user.account", "7"),),
    named_arrays=(NamedArray("user.history", 2, "then"),),
)
CONTEXT: Final = CallContext(
    call_type=CallType.CALLTYPE_ACD_IN,
    disposition=DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE,
    router_call_key=KEY,
    data=DATA,
)
BARE: Final = CallContext(call_type=CallType.CALLTYPE_AGENT_INSIDE)

_CALL: Final[dict[str, Any]] = {"at": AT, "peripheral_id": PG, "connection": K_A, "parties": (X, A)}
_CHANGE: Final[dict[str, Any]] = _CALL | {
    "local_state": LocalConnectionState.CONNECT,
    "cause": EventCause.CEC_ALTERNATE,
}
_LINE: Final[dict[str, Any]] = {"line_type": LineType.INBOUND_ACD, "line_handle": 3}
_COUNTED: Final[dict[str, Any]] = {"service": SERVICE, "skill_group": GROUP}
_AGENT: Final[dict[str, Any]] = {
    "at": AT,
    "peripheral_id": PG,
    "agent_id": "1001",
    "icm_agent_id": 10001,
    "device": A,
    "extension": "2001",
    "instrument": "SEP2001",
}
K_B: Final = ConnectionID(CALL, "2002", ConnectionDeviceIDType.STATIC)
PARTIES: Final = (e.Party(K_X, X), e.Party(K_A, A), e.Party(K_B, B))
RECORDER: Final = Device(DeviceIDType.DEVICE_IDENTIFIER, "192.0.2.9")
_JOIN: Final[dict[str, Any]] = (
    _CHANGE
    | _LINE
    | {
        "controller": A,
        "secondary": ConnectionID(CALL + 1, "2001", ConnectionDeviceIDType.STATIC),
        "skill_group": GROUP,
    }
)
_MEDIA: Final[dict[str, Any]] = _CALL | {
    "parties": (A,),
    "device": A,
    "instrument": "SEP2001",
    "agent_id": "1001",
    "path": MediaPath(MediaAddress("198.18.0.1", 16_384), MediaAddress("203.0.113.1", 16_386)),
}

EVENTS: Final[tuple[e.Event, ...]] = (
    e.CallBegan(context=CONTEXT, **_CALL),
    e.CallEnded(**_CALL),
    e.CallDataUpdated(context=CONTEXT, new_connection=K_X, changed=("ani", "call_variable_2"), **_CALL),
    e.CallDelivered(
        alerting=A,
        calling=X,
        called=NUMBER,
        last_redirect=B,
        context=CONTEXT,
        trunk=TRUNK,
        **_CHANGE,
        **_LINE,
        **_COUNTED,
    ),
    e.CallQueued(calling=X, called=NUMBER, service=SERVICE, skill_groups=(GROUP, GROUP_3), queued=4, **_CHANGE),
    e.CallDequeued(service=SERVICE, queued=3, skill_groups=(GROUP_3,), **_CHANGE),
    e.CallEstablished(
        answering=A, calling=X, called=NUMBER, last_redirect=B, trunk=TRUNK, **_CHANGE, **_LINE, **_COUNTED
    ),
    e.CallHeld(holding=A, **_CHANGE),
    e.CallRetrieved(retrieving=A, **_CHANGE),
    e.CallDiverted(diverting=A, called=B, service=SERVICE, **_CHANGE),
    e.CallFailed(failing=B, called=NUMBER, **_CHANGE),
    e.CallConnectionCleared(releasing=A, **_CHANGE),
    e.CallCleared(**_CHANGE),
    e.CallServiceInitiated(calling=A, **_CHANGE, **_LINE, **_COUNTED),
    e.CallOriginated(calling=A, called=B, **_CHANGE, **_LINE, **_COUNTED),
    e.CallReachedNetwork(trunk=TRUNK, trunk_device=TRUNK_DEVICE, called=X, **_CHANGE, **_LINE),
    e.CallConferenced(added=B, added_connection=K_B, connected=PARTIES, **_JOIN),
    e.CallTransferred(added=B, added_connection=K_B, connected=PARTIES, **_JOIN),
    e.TranslationRouted(at=AT, peripheral_id=PG, dnis="5550199", context=CONTEXT),
    e.MediaStarted(**_MEDIA),
    e.MediaStopped(**_MEDIA),
    e.AgentGreeting(agent_id="1001", code=GreetingEventCode.FAILED, peripheral_error=7, **_CALL),
    e.NetworkRecordingTarget(
        recorder=RECORDER,
        address="192.0.2.9",
        terminal="SEP2001",
        recording_type=RecordingType.APPLICATION_INITIATED_SILENT,
        **_CALL,
    ),
    e.NetworkRecordingStarted(recorder=RECORDER, **_CALL),
    e.NetworkRecordingEnded(recorder=RECORDER, **_CALL),
    e.NetworkRecordingFailed(cause=EventCause.CEC_RESOURCES_NOT_AVAILABLE, **_CALL),
    e.AgentStateChanged(
        state=AgentState.TALKING,
        previous=AgentState.RESERVED,
        groups=(e.GroupState(GROUP, AgentState.TALKING), e.GroupState(GROUP_3, AgentState.BUSY_OTHER)),
        direction=CallDirection.IN,
        tasks=1,
        **_AGENT,
    ),
    e.PreCall(call_id=CALL, service=SERVICE, skill_group=GROUP, context=CONTEXT, call_type_id=9001, **_AGENT),
    e.PreCallAborted(router_call_key=KEY, **_AGENT),
    e.SupervisorAssisted(connection=K_A, team_id=7001, supervisor=B, **_AGENT),
    e.EmergencyCalled(connection=K_A, team_id=7001, supervisor=B, **_AGENT),
    e.AlarmRaised(connection=K_A, **_AGENT),
    e.InstrumentOutOfService(at=AT, peripheral_id=PG, device=A, instrument="SEP2001"),
    e.InstrumentBackInService(at=AT, peripheral_id=PG, device=A, instrument="SEP2001"),
    e.CentralControllerLost(at=AT),
    e.CentralControllerBack(at=AT),
    e.PeripheralWentOffline(at=AT, peripheral_id=PG),
    e.PeripheralCameOnline(at=AT, peripheral_id=PG),
    e.SiteReconfigured(at=AT, peripheral_id=PG, before=demo(), after=demo(auto_hold=False)),
)
"""One of each kind, with something in every field."""

OF_KIND: Final = {type(event): event for event in EVENTS}


def event(kind: type[e.Event], **changes: Any) -> Any:
    """The event of a kind, with changes."""
    return attrs.evolve(OF_KIND[kind], **changes)


def facts(version: int = 25, *sessions: Session, status: int = 0, **settings: Any) -> Facts:
    """The demo site, these sessions, and no history."""
    registry = Registry()
    for session in sessions:
        registry.add(session)
    return Facts(demo(**settings), registry, ClientHistory(), PGStatusCode(status), Profile(version))


def desktop(**fields: Any) -> Session:
    """The session of the agent at station 2001."""
    given: dict[str, Any] = {
        "client": 1,
        "id": 31,
        "profile": Profile(25),
        "client_id": "desk",
        "signature": "signed",
        "address": Endpoint("192.0.2.7", 50_007),
        "services": CTIService.SERVICE_CLIENT_EVENTS,
        "call_mask": CallMsgMask(0),
        "agent_mask": AgentStateMask(0),
        "config_mask": ConfigMsgMask(0),
        "peripheral_id": PG,
        "device": (PG, "2001"),
    }
    return Session(**given | fields)
