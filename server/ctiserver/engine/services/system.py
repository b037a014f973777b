"""Requests that need no service: alarms, desk settings, variables, application data.  Guide: Miscellaneous Service."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import CallVariableMask, ClientEventState, StatusCode, Tag
from ctiproto.constants.limits import CALL_VARIABLE_COUNT, NULL_CALL_ID
from ctiproto.declare import Message
from ctiserver.centre.agent_assist import SuggestionCounts
from ctiserver.engine.services.checks.agents import named_agent_id
from ctiserver.engine.services.checks.variables import call_variables, configured_array, configured_variable
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.site.model import Agent

# fidelity desk-settings.timers-off: seen R5: A timer that is off is all ones.
_OFF: Final = NULL_CALL_ID
"""The value of a timer that is off, as a real server was seen to send it."""

_LEVELS: Final = {ClientEventState.WARNING: "warning", ClientEventState.ERROR: "error"}

_CALL_VARIABLES: Final = CallVariableMask(sum(CallVariableMask))


def client_event_report(context: Context, request: m.ClientEventReportReq) -> m.ClientEventReportConf:
    """Raise an alarm about an object of the client, or about none."""
    level = _LEVELS.get(request.state, "info")
    # fidelity alarms.reports: guide CLIENT_EVENT_REPORT_REQ; seen R14: A report of a client is confirmed and raises
    # an alarm.
    context.alarm(
        "client_event_reported",
        level,
        request.object_name,
        client_id=context.session.client_id,
        object=request.object_name,
        state=request.state.guide_name,
        text=request.text,
    )
    return m.ClientEventReportConf(invoke_id=request.invoke_id)


def agent_desk_settings(context: Context, request: m.AgentDeskSettingsReq) -> m.AgentDeskSettingsConf:
    """Give the desk settings of an agent."""
    settings = context.site.desk_settings_of(_agent(context, request))
    return m.AgentDeskSettingsConf(
        invoke_id=request.invoke_id,
        peripheral_id=request.peripheral_id,
        desk_settings_mask=settings.mask,
        wrapup_data_incoming_mode=settings.wrapup_data_incoming_mode,
        wrapup_data_outgoing_mode=settings.wrapup_data_outgoing_mode,
        logout_non_activity_time=settings.logout_non_activity_time or _OFF,
        quality_recording_rate=settings.quality_recording_rate or _OFF,
        ring_no_answer_time=settings.ring_no_answer_time or _OFF,
        silent_monitor_warning_message=settings.silent_monitor_warning_message,
        silent_monitor_audible_indication=settings.silent_monitor_audible_indication,
        supervisor_assist_call_method=settings.supervisor_assist_call_method,
        emergency_call_method=settings.emergency_call_method,
        auto_record_on_emergency=settings.auto_record_on_emergency,
        recording_mode=settings.recording_mode,
        work_mode_timer=settings.work_mode_timer or _OFF,
        ring_no_answer_dn=settings.ring_no_answer_dn,
        default_device_port_address=settings.default_device_port_address,
        play_zip_tone=settings.play_zip_tone,
        acd_shared_line_usage=settings.acd_shared_line_usage,
    )


def _agent(context: Context, request: m.AgentDeskSettingsReq) -> Agent:
    agent_id = named_agent_id(request)
    own = None if agent_id is not None else context.require_own_identity()
    context.peripheral(request.peripheral_id)
    identity = context.identify(request.peripheral_id, AgentItems(agent_id=agent_id)) if own is None else own
    if identity.agent is None or identity.agent.peripheral_id != request.peripheral_id:
        raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
    return identity.agent


def register_variables(context: Context, request: m.RegisterVariablesReq) -> m.RegisterVariablesConf:
    """Send the session these call and named variables alone; values and indices of the request do not count."""
    mask = request.call_variable_mask
    # fidelity variables.mask: guide E_CTI_INVALID_CALL_VARIABLE_MASK: Unused bits of CallVariableMask are refused.
    if mask & ~_CALL_VARIABLES:
        raise RequestRefused(StatusCode.INVALID_CALL_VARIABLE_MASK)
    site = context.site
    wanted = VariableFilter(
        frozenset(number for number in range(1, CALL_VARIABLE_COUNT + 1) if mask >> (number - 1) & 1),
        frozenset(configured_variable(site, variable.name).name for variable in request.named_variables),
        frozenset(configured_array(site, element.name).name for element in request.named_arrays),
    )
    context.registry.register_variables(context.session, wanted)
    return m.RegisterVariablesConf(invoke_id=request.invoke_id)


def set_app_data(context: Context, request: m.SetAppDataReq) -> m.SetAppDataConf:
    """Set variables of the application path that the session was opened for; those left out stay as they are."""
    path = request.application_path_id
    # fidelity app-data.own-path: ours: A session sets the data of the application path that it was opened for, else
    # it is refused with status 12.
    if path != context.session.application_path_id or path not in context.site.settings.application_paths:
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    given = {number: value for number, value in enumerate(call_variables(request), 1) if value is not None}
    context.centre.application_data.setdefault(path, {}).update(given)
    return m.SetAppDataConf(invoke_id=request.invoke_id)


def set_agent_service_data(context: Context, request: m.SetAgentServiceDataReq) -> m.SetAgentServiceDataConf:
    """Keep, and log, how many suggestions of the AI services an agent found good or bad on a call."""
    agent = context.site.agents_by_icm_id.get(request.agent_skill_target_id)
    if agent is None:
        return m.SetAgentServiceDataConf(invoke_id=request.invoke_id, status=StatusCode.INVALID_AGENT_DATA)
    positive, negative = request.num_positive_answers_suggestions, request.num_negative_answers_suggestions
    data = SuggestionCounts(
        services=request.enabled_services,
        positive=_short(request, Tag.MEDIA_TYPE) if positive is None else positive,
        negative=_short(request, Tag.MEDIA_PROVIDER) if negative is None else negative,
    )
    key = (
        request.router_call_key_day,
        request.router_call_key_call_id,
        request.router_call_key_sequence_number,
    )
    context.centre.suggestions.add(key, agent.icm_agent_id, data)
    context.note(
        "agent_service_data_set",
        agent=agent.id,
        router_call_key=key,
        services=tuple(service.guide_name for service in data.services),
        positive=data.positive,
        negative=data.negative,
    )
    return m.SetAgentServiceDataConf(invoke_id=request.invoke_id, status=StatusCode.NO_ERROR)


def _short(request: Message, tag: Tag) -> int | None:
    """A count in an extra field: in this version its tag is that of another field, so the message has none for it."""
    for extra in request.extra_fields:
        if extra.tag == tag:
            return int.from_bytes(extra.data)
    return None
