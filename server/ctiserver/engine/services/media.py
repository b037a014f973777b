"""Agent greetings and network recording.  Guide: Client Control Service."""

from __future__ import annotations

from typing import TypeVar

from ctiproto import messages as m
from ctiproto.constants import AgentGreetingAction, ControlFailureCode, InvocationType, PlayToneDirection
from ctiproto.constants.enumeration import WireEnum
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.agents import named_agent_id
from ctiserver.engine.services.checks.connections import named_connection
from ctiserver.engine.services.checks.stations import require_online
from ctiserver.engine.services.checks.targets import target_of
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.session import AgentItems

E = TypeVar("E", bound=WireEnum)


def agent_greeting_control(context: Context, request: m.AgentGreetingControlReq) -> m.AgentGreetingControlConf:
    """Stop the greeting that plays, or switch an agent's greetings off or on again."""
    context.peripheral(request.peripheral_id)
    agent_id = named_agent_id(request)
    agent = context.identify(request.peripheral_id, AgentItems(agent_id)).agent
    require_online(context, request.peripheral_id)
    own = context.own_identity()
    is_own = own is not None and own.agent is agent
    if agent is None or not (is_own or context.controls_any_device()):
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    # fidelity greeting.actions: ours: An action that no table lists is refused with code 1016, as greetings are that
    # cannot be controlled.
    if request.agent_action not in tuple(AgentGreetingAction):
        raise Refused(ControlFailureCode.AGENT_GREETING_CONTROL_OPERATION_FAILURE)
    context.take_over(agent.key)
    context.execute(
        commands.AgentGreetingControl(
            peripheral_id=request.peripheral_id, agent_id=agent.id, action=request.agent_action
        )
    )
    return m.AgentGreetingControlConf(invoke_id=request.invoke_id)


def start_network_recording(context: Context, request: m.StartNetworkRecordingReq) -> m.StartNetworkRecordingConf:
    """Have the network record a connected call; events tell what becomes of it."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    # fidelity recording.network-defaults: guide START_NETWORK_RECORDING_REQ; ours: Recording is silent unless the
    # request says otherwise; the direction of a tone has to be a listed one, and nothing is heard of it.
    invocation = _listed(request.invocation_type, InvocationType.SILENT)
    _listed(request.play_tone_direction, PlayToneDirection.NONE)
    context.execute(commands.StartNetworkRecording(**target, invocation=invocation))
    return m.StartNetworkRecordingConf(invoke_id=request.invoke_id)


def stop_network_recording(context: Context, request: m.StopNetworkRecordingReq) -> m.StopNetworkRecordingConf:
    """Have the network stop recording a call."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    invocation = _listed(request.invocation_type, InvocationType.SILENT)
    context.execute(commands.StopNetworkRecording(**target, invocation=invocation))
    return m.StopNetworkRecordingConf(invoke_id=request.invoke_id)


def _listed(number: E | None, default: E) -> E:
    """The value of a floating enumeration, or its default; dispatch checks those of the fixed part only.

    Raises:
        Refused: no table of the guide lists it (3).
    """
    if number is None:
        return default
    if number not in tuple(type(default)):
        raise Refused(ControlFailureCode.VALUE_OUT_OF_RANGE)
    return number
