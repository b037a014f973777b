"""From a message of a client to its answer: what is checked before every handler, and what becomes of a refusal.

The checks stand in the order in which their statuses win where a request has several faults: structure, characters,
link to the peripheral gateway, grant, numbers, counts, required fields.  Then the handler checks what only it can know.

Guide: Constants and Status Codes; E_CTI_FUNCTION_NOT_AVAILABLE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar, cast

from ctiproto import messages as m
from ctiproto.constants import ControlFailureCode, CTIService, StatusCode, Tag
from ctiproto.declare import ExtraField, Kind, Message, Sender, Service
from ctiproto.errors import Finding
from ctiproto.versions import Dialect
from ctiproto.wire import ENCODING
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.enumerations import wrong_number
from ctiserver.engine.services.context import Answer, Context
from ctiserver.engine.services.handlers import HANDLERS, NOT_BUILT
from ctiserver.engine.services.row import ANY_SESSION, Row
from ctiserver.engine.sessions.characters import has_control_character
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import Session

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
    """Answer a message of an open session, or refuse it.

    Args:
        context: what handlers work with; what the message causes is collected there.
        request: the message.
        findings: what the codec found wrong with it.

    Returns:
        What is sent to the client, in order; nothing where the message has no InvokeID, or another session answers.
    """
    row = HANDLERS.get(type(request))
    heard = context.delivery.rules.heard
    try:
        _check(context, request, row, findings)
        return _answer(context, request if heard is None else heard(request, context.centre.site), row)
    except RequestRefused as refused:
        return _failure(context, request, refused.status)
    except Refused as refused:
        return (control_failure(request, refused.code, refused.peripheral_error),)


def control_failure(request: Message, code: ControlFailureCode, peripheral_error: int = 0) -> m.ControlFailureConf:
    """CONTROL_FAILURE_CONF of a request."""
    failure = m.ControlFailureConf(
        invoke_id=_invoke_id(request), failure_code=code, peripheral_error_code=peripheral_error
    )
    return _echoing(failure, request)


# fidelity requests.order: ours: Structure, characters, link to the gateway, grant, numbers of the fixed part, counts
# and required fields are judged in this order.
def _check(context: Context, request: Message, row: Row | None, findings: Sequence[Finding]) -> None:
    """Refuse what no handler needs to see.

    Raises:
        RequestRefused: with the status of the first fault.
    """
    # fidelity requests.of-servers: ours: A message that only servers send is refused with status 48.
    if request.declaration.sender is Sender.SERVER and not _is_answer(context, request):
        raise RequestRefused(StatusCode.INVALID_MSG_TYPE_FOR_VERSION)
    if findings:
        _refuse_first(finding for finding in findings if finding.status not in _COUNTS and finding.status != _MISSING)
    # fidelity requests.characters: guide E_CTI_INVALID_CHARACTER; ours: Texts have no control characters, which is
    # our reading of what is not valid.
    if has_control_character(request):
        raise RequestRefused(StatusCode.INVALID_CHARACTER)
    # fidelity requests.without-the-gateway: ours: While the peripheral gateway is out of reach, what needs it is
    # refused with status 15.
    if row is not None and row.needs_pg and not context.has_pg:
        raise RequestRefused(StatusCode.CTI_SERVER_OFFLINE)
    # fidelity requests.services: guide E_CTI_FUNCTION_NOT_AVAILABLE: A request of a service that was not granted is
    # refused with status 12.
    if not _is_granted(context.session, request, row):
        context.note("request_not_granted", request=_name(context, request))
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    wrong = wrong_number(request)
    if wrong is not None:
        raise RequestRefused(wrong)
    if findings:
        _refuse_first(finding for finding in findings if finding.status in _COUNTS)
        optional = frozenset() if row is None else row.optional
        _refuse_first(finding for finding in findings if finding.status == _MISSING and finding.field not in optional)


def _is_answer(context: Context, request: Message) -> bool:
    """Whether it is FAILURE_CONF of a server application: the one message of servers that a client may send."""
    return isinstance(request, m.FailureConf) and context.session.has(CTIService.SERVICE_SERVER)


def _refuse_first(findings: Iterable[Finding]) -> None:
    for finding in findings:
        raise RequestRefused(finding.status)


def _is_granted(session: Session, request: Message, row: Row | None) -> bool:
    wanted = NOT_BUILT.get(request.declaration.service, ANY_SESSION) if row is None else row.services
    return not wanted or any(map(session.has_all, wanted))


def _answer(context: Context, request: Message, row: Row | None) -> tuple[Answer, ...]:
    if row is None:
        # fidelity requests.not-built: ours: A request without a published layout is refused with status 12, never met
        # with silence.
        context.note("request_not_implemented", request=_name(context, request))
        raise RequestRefused(StatusCode.FUNCTION_NOT_AVAILABLE)
    # fidelity requests.confirmation-first: guide Client Control Service; ours: Events may come before or after the
    # confirmation; here it comes first.
    replies = row.answer(context, request)
    # fidelity requests.ignore-conf: ours: IGNORE_CONF suppresses confirmations of Client Control, but of no question,
    # and no failure.
    is_order = request.declaration.service is Service.CLIENT_CONTROL and not row.always_confirmed
    return () if is_order and context.session.has(CTIService.SERVICE_IGNORE_CONF) else replies


def _failure(context: Context, request: Message, status: StatusCode) -> tuple[Answer, ...]:
    """FAILURE_CONF, or nothing where the request has no InvokeID to answer to."""
    declaration = request.declaration
    # fidelity requests.without-invoke-id: ours: What has no InvokeID is dropped where it would be refused.
    unanswered = declaration.kind is not Kind.REQUEST and declaration.sender is not Sender.SERVER
    if (bool(declaration.name) and unanswered) or _is_answer(context, request):
        context.note("message_dropped", request=_name(context, request), status=status.guide_name)
        return ()
    invoke_id = _invoke_id(request, context.session.profile.dialect)
    return (_echoing(m.FailureConf(invoke_id=invoke_id, status=status), request),)


def _name(context: Context, request: Message) -> str:
    """What the dialect of the session calls a message."""
    return request.declarations[context.session.profile.dialect].name or request.name


def _invoke_id(request: Message, dialect: Dialect = Dialect.UCCE) -> int:
    """The request's InvokeID: whatever stands in the first four bytes of its body, or 0 if it has fewer."""
    body = getattr(request, "body", None)
    if isinstance(body, bytes):
        # fidelity requests.invoke-id-of-the-unknown: ours: The InvokeID of a message that cannot be read is what
        # stands in its first four bytes.
        return int.from_bytes(body[:_INVOKE_ID_SIZE]) if len(body) >= _INVOKE_ID_SIZE else 0
    # What both dialects have begins with the same field, if it is a request; what servers send may not.
    first = next(iter(request.declarations.get(dialect, request.declaration).fixed), None)
    if first is None or first.wire.size != _INVOKE_ID_SIZE:
        return 0
    return cast("int", getattr(request, first.attribute))


F = TypeVar("F", m.FailureConf, m.ControlFailureConf)


def _echoing(failure: F, request: Message) -> F:
    """The failure with the CTI OS client id of the request, which some clients send along to find their answer."""
    # fidelity requests.cil-client-id: ours: CTIOSCILClientID is accepted in every request, and comes back in its
    # failure.
    known = getattr(request, "ctios_cil_client_id", None)
    if isinstance(known, str):
        data = known.encode(ENCODING) + b"\0"
        return failure.changed(extra_fields=(ExtraField(Tag.CTIOS_CIL_CLIENT_ID, data),))
    # A message of unknown type has no fields at all.
    for extra in request.extra_fields:
        if extra.tag == Tag.CTIOS_CIL_CLIENT_ID:
            return failure.changed(extra_fields=(extra,))
    return failure
