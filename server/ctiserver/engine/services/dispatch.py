"""From a request to its answer: the one gate before every service.

The gate asks in the order in which statuses win: structure, grant, numbers, counts, required fields.  Then the handler
asks what only it can know.  Guide: Constants and Status Codes; E_CTI_FUNCTION_NOT_AVAILABLE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar, cast

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode, Tag
from ctiproto.declare import ExtraField, Kind, Message, Sender, Service
from ctiproto.errors import Finding
from ctiproto.wire import ENCODING
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.enumerations import wrong_number
from ctiserver.engine.services.context import Answer, Context
from ctiserver.engine.services.handlers import HANDLERS
from ctiserver.engine.sessions.characters import has_control_character
from ctiserver.engine.sessions.refusal import RequestRefused

_NEEDS: Final[Mapping[Service, CTIService]] = {
    Service.CALL_DATA_UPDATE: CTIService.SERVICE_CALL_DATA_UPDATE,
    Service.CLIENT_CONTROL: CTIService.SERVICE_CLIENT_CONTROL,
    Service.SUPERVISOR: CTIService.SERVICE_SUPERVISOR,
    Service.PERIPHERAL_MONITOR: CTIService.SERVICE_PERIPHERAL_MONITOR,
    Service.CLIENT_MONITOR: CTIService.SERVICE_CLIENT_MONITOR,
    Service.SERVER_SERVICE: CTIService.SERVICE_SERVER,
    Service.AGENT_REPORTING: CTIService.SERVICE_AGENT_REPORTING
    | CTIService.SERVICE_ALL_TASK_EVENTS
    | CTIService.SERVICE_TASK_MONITOR,
}
"""The services any of which lets a request of that section pass; no entry: every session may ask.

Supervisor requests are open to sessions that see all events and may control calls as well.
"""

_WITH_LIMITED_CONTROL: Final = frozenset(
    (
        m.QueryAgentStateReq,
        m.SetAgentStateReq,
        m.QueryDeviceInfoReq,
        m.SnapshotCallReq,
        m.SnapshotDeviceReq,
    )
)
"""What a session may do that was granted agent state control and no call control."""

_ALWAYS_CONFIRMED: Final = frozenset(
    (m.QueryAgentStateReq, m.QueryDeviceInfoReq, m.SnapshotCallReq, m.SnapshotDeviceReq)
)
"""Client control requests whose answer is the point of them, also for sessions that want no confirmations."""

_THROUGH_THE_GATEWAY: Final = frozenset(
    (Service.CLIENT_CONTROL, Service.CALL_DATA_UPDATE, Service.SUPERVISOR, Service.PERIPHERAL_MONITOR)
)
_NEED_THE_GATEWAY: Final = {request for request in HANDLERS if request.declaration.service in _THROUGH_THE_GATEWAY} - {
    m.ListAgentTeamReq,
    m.MonitorAgentTeamStopReq,
    m.MonitorStopReq,
    m.ChangeMonitorMaskReq,
} | {
    m.AgentDeskSettingsReq,
    m.QueryAgentStatisticsReq,
    m.QuerySkillGroupStatisticsReq,
    m.StartRecordingReq,
    m.StopRecordingReq,
}
"""What cannot be answered without asking a peripheral, or would be about something that is not heard of now."""

_COUNTS: Final = frozenset(
    (
        StatusCode.INVALID_NUM_SKILL_GROUPS,
        StatusCode.INVALID_NUM_NAMED_VARIABLES,
        StatusCode.INVALID_NUM_NAMED_ARRAYS,
    )
)
_MISSING: Final = StatusCode.REQUIRED_DATA_MISSING
_INVOKE_ID_SIZE: Final = 4


def dispatch(context: Context, request: Message, findings: Sequence[Finding]) -> tuple[Answer, ...]:
    """Answer a request of an open session.

    Args:
        context: the world; what the request causes is collected there.
        request: what arrived.
        findings: what the codec found wrong with it.

    Returns:
        The answer; nothing to a message that nobody expects an answer to.
    """
    try:
        _pass_gate(context, request, findings)
        return _answer(context, request)
    except RequestRefused as refused:
        return _failure(context, request, refused.status)
    except Refused as refused:
        failure = m.ControlFailureConf(
            invoke_id=_invoke_id(request),
            failure_code=refused.code,
            peripheral_error_code=refused.peripheral_error,
        )
        return (_echoing(failure, request),)


def _pass_gate(context: Context, request: Message, findings: Sequence[Finding]) -> None:
    if request.declaration.sender is Sender.SERVER and not _is_answer(context, request):
        raise RequestRefused(StatusCode.INVALID_MSG_TYPE_FOR_VERSION)
    _refuse_first(finding for finding in findings if finding.status not in _COUNTS and finding.status != _MISSING)
    if has_control_character(request):
        raise RequestRefused(StatusCode.INVALID_CHARACTER)
    if not context.has_gateway and type(request) in _NEED_THE_GATEWAY:
        raise RequestRefused(StatusCode.CTI_SERVER_OFFLINE)
    if not _is_granted(context, request):
        context.note("request_not_granted", request=request.name)
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    wrong = wrong_number(request)
    if wrong is not None:
        raise RequestRefused(wrong)
    _refuse_first(finding for finding in findings if finding.status in _COUNTS)
    handler = HANDLERS.get(type(request))
    optional = frozenset() if handler is None else handler.optional
    _refuse_first(finding for finding in findings if finding.status == _MISSING and finding.field not in optional)


def _is_answer(context: Context, request: Message) -> bool:
    """Whether it is the FAILURE_CONF of a session that serves others; otherwise only we send that."""
    return isinstance(request, m.FailureConf) and context.session.has(CTIService.SERVICE_SERVER)


def _refuse_first(findings: Iterable[Finding]) -> None:
    for finding in findings:
        raise RequestRefused(finding.status)


def _is_granted(context: Context, request: Message) -> bool:
    session = context.session
    needed = _NEEDS.get(request.declaration.service)
    if needed is None or session.has(needed):
        return True
    if request.declaration.service is Service.SUPERVISOR:
        return session.is_bridge and session.has(CTIService.SERVICE_CLIENT_CONTROL)
    return session.has(CTIService.AGENT_STATE_CONTROL_ONLY) and type(request) in _WITH_LIMITED_CONTROL


def _answer(context: Context, request: Message) -> tuple[Answer, ...]:
    handler = HANDLERS.get(type(request))
    if handler is None:
        context.note("request_not_implemented", request=request.name)
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    reply = handler.answer(context, request)
    replies = reply if isinstance(reply, tuple) else (reply,)
    if (
        context.session.has(CTIService.SERVICE_IGNORE_CONF)
        and request.declaration.service is Service.CLIENT_CONTROL
        and type(request) not in _ALWAYS_CONFIRMED
    ):
        return ()
    return replies


def _failure(context: Context, request: Message, status: StatusCode) -> tuple[Answer, ...]:
    """FAILURE_CONF, or nothing where the request has no InvokeID to answer to."""
    declaration = request.declaration
    unanswered = declaration.kind is not Kind.REQUEST and declaration.sender is not Sender.SERVER
    if (bool(declaration.name) and unanswered) or _is_answer(context, request):
        context.note("message_dropped", request=request.name, status=status.guide_name)
        return ()
    return (_echoing(m.FailureConf(invoke_id=_invoke_id(request), status=status), request),)


def _invoke_id(request: Message) -> int:
    """The request's InvokeID: whatever stands in the first four bytes of its body, or 0 if it has fewer."""
    body = getattr(request, "body", None)
    if isinstance(body, bytes):
        return int.from_bytes(body[:_INVOKE_ID_SIZE]) if len(body) >= _INVOKE_ID_SIZE else 0
    first = next(iter(request.declaration.fixed), None)
    if first is None or first.wire.size != _INVOKE_ID_SIZE:
        return 0
    return cast("int", getattr(request, first.attribute))


F = TypeVar("F", m.FailureConf, m.ControlFailureConf)


def _echoing(failure: F, request: Message) -> F:
    """The failure with the CTI OS client id of the request, which some clients send along to find their answer."""
    known = getattr(request, "ctios_cil_client_id", None)
    if isinstance(known, str):
        data = known.encode(ENCODING) + b"\0"
        return failure.changed(extra_fields=(ExtraField(Tag.CTIOS_CIL_CLIENT_ID, data),))
    # A message of unknown type has no fields at all.
    for extra in request.extra_fields:
        if extra.tag == Tag.CTIOS_CIL_CLIENT_ID:
            return failure.changed(extra_fields=(extra,))
    return failure
