"""MAKE_CALL_REQ, CONSULTATION_CALL_REQ and MAKE_PREDICTIVE_CALL_REQ.  Guide: Client Control Service."""

from __future__ import annotations

from typing import TypedDict

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode, LineType
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.context import DataChanges
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallOriginated, CallServiceInitiated, Event
from ctiserver.engine.services.checks.agents import named_instrument
from ctiserver.engine.services.checks.connections import named_active
from ctiserver.engine.services.checks.stations import acting_station, require_online, require_station
from ctiserver.engine.services.checks.targets import target_of
from ctiserver.engine.services.checks.variables import call_data, data_changes
from ctiserver.engine.services.context import Context


class NewCall(TypedDict):
    """The fields of a confirmation that tell of the call that was placed."""

    new_connection_call_id: int
    new_connection_device_id_type: ConnectionDeviceIDType
    new_connection_device_id: str
    line_handle: int
    line_type: LineType


def placed(events: list[Event]) -> CallServiceInitiated | CallOriginated:
    """The event with which the call began that a command placed.

    Raises:
        Refused: the switch placed none (70).
    """
    for event in events:
        if isinstance(event, CallServiceInitiated | CallOriginated):
            return event
    # fidelity control.unknown-reason: guide Client Control Service: A refusal that has no code of its own has code
    # 70.
    raise Refused(ControlFailureCode.GENERIC_UNSPECIFIED_REJECTION)


def _new_call(events: list[Event]) -> NewCall:
    event = placed(events)
    return NewCall(
        new_connection_call_id=event.connection.call_id,
        new_connection_device_id_type=event.connection.device_id_type,
        new_connection_device_id=event.connection.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
    )


def make_call(context: Context, request: m.MakeCallReq) -> m.MakeCallConf:
    """Place a call from a station."""
    instrument = named_instrument(request)
    require_station(context, request.peripheral_id, instrument)
    data = call_data(context.site, request, dialed_number=request.dialed_number)
    device = acting_station(context, request.peripheral_id, instrument)
    events = context.execute(
        commands.MakeCall(
            peripheral_id=request.peripheral_id,
            device=device,
            dialed_number=request.dialed_number,
            placement=request.call_placement_type,
            manner=request.call_manner_type,
            alert_rings=request.alert_rings,
            skill_group=_skill_group(context, request),
            data=data,
        )
    )
    return m.MakeCallConf(invoke_id=request.invoke_id, **_new_call(events))


def _skill_group(context: Context, request: m.MakeCallReq) -> int:
    """The number of the skill group that the call is counted for, or the null number."""
    number = request.skill_group_number
    # fidelity tolerant.skill-group-0: ours: At a tolerant site SkillGroupNumber 0 names no group where none has it.
    # The guide has a number of its own for that; clients that fill messages with zeros do not send it.
    is_none = number == 0 and (request.peripheral_id, number) not in context.site.skill_groups_by_number
    return NULL_SKILL_GROUP if is_none and context.tolerates("SkillGroupNumber is 0") else number


def consultation_call(context: Context, request: m.ConsultationCallReq) -> m.ConsultationCallConf:
    """Hold the active call of a station, and place a consultation call for it."""
    active = named_active(request)
    require_station(context, request.peripheral_id, request.agent_instrument, active)
    changes = data_changes(context.site, request)
    target = target_of(context, request.peripheral_id, request.agent_instrument, active)
    events = context.execute(
        commands.ConsultationCall(
            **target,
            dialed_number=request.dialed_number,
            placement=request.call_placement_type,
            manner=request.call_manner_type,
            alert_rings=request.alert_rings,
            changes=DataChanges(**changes),
        )
    )
    return m.ConsultationCallConf(invoke_id=request.invoke_id, **_new_call(events))


def make_predictive_call(context: Context, request: m.MakePredictiveCallReq) -> m.MakePredictiveCallConf:
    """Call an outside number for an agent who will be free; only sessions that may act for every station may."""
    context.peripheral(request.peripheral_id)
    data = call_data(context.site, request, dialed_number=request.dialed_number)
    require_online(context, request.peripheral_id)
    # fidelity control.predictive-for-bridges: ours: Predictive calls are for sessions that see all events.
    if not context.controls_any_device():
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    events = context.execute(
        commands.MakePredictiveCall(
            peripheral_id=request.peripheral_id,
            originating=request.originating_device_id,
            dialed_number=request.dialed_number,
            allocation=request.allocation_state,
            answering_machine=request.answering_machine,
            alert_rings=request.alert_rings,
            data=data,
        )
    )
    return m.MakePredictiveCallConf(invoke_id=request.invoke_id, **_new_call(events))
