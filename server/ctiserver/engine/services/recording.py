"""Having calls recorded by a session that serves as a recorder, and what it answers.

The request goes on with an InvokeID of our own, and the answer comes back with the client's.  Guide: Server Service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import EchoCancellation, RTPDirection, RTPType, StatusCode
from ctiproto.declare import Message
from ctiserver.centre.switch.events import EmergencyCalled
from ctiserver.centre.switch.identifiers import NO_CONNECTION, ConnectionID
from ctiserver.centre.switch.views import CallView
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.connections import named_connection
from ctiserver.engine.services.context import Context, Outgoing
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.server_apps import CALL_RECORDING
from ctiserver.engine.sessions.session import Session

Request = m.StartRecordingReq | m.StopRecordingReq

_ONLY_ME: Final = 0xFFFFFFFF
"""The SessionID of a recorder who wants to be asked himself to stop."""

_ANYBODY: Final = 0


def start_recording(context: Context, request: m.StartRecordingReq) -> None:
    """Have a call recorded; the recorder answers."""
    told = _forwarded(context, request)
    _ask(context, told, m.StartRecordingConf, context.registry.server_apps.choose(CALL_RECORDING))


def stop_recording(context: Context, request: m.StopRecordingReq) -> None:
    """Have a call recorded no longer, also when it is over already; the recorder answers."""
    told = _forwarded(context, request)
    servers: tuple[Session, ...]
    if request.session_id == _ANYBODY:
        servers = context.registry.server_apps.choose(CALL_RECORDING)
    else:
        registered = (server.session for server in context.registry.server_apps.of(CALL_RECORDING))
        servers = tuple(session for session in registered if session.id == request.session_id)
    _ask(context, told, m.StopRecordingConf, servers)


def _forwarded(context: Context, request: Request) -> Request:
    """The request as recorders get it: they are told whose it is, and of which connection and agent."""
    identity = _agent(context, request)
    connection = _connection(context, request, identity)
    session, agent, signed_in = context.session, identity.agent, identity.signed_in
    return request.changed(
        connection_device_id_type=connection.device_id_type,
        connection_device_id=connection.device_id,
        client_id=session.client_id,
        client_address=session.address.host,
        agent_id=None if agent is None else agent.id,
        agent_extension=request.agent_extension if signed_in is None else signed_in.extension,
        agent_instrument=request.agent_instrument if signed_in is None else signed_in.instrument,
        client_address_ipv6=None,
        extra_fields=(),
    )


def _ask(context: Context, request: Request, answer: type[Message], servers: tuple[Session, ...]) -> None:
    if not servers:
        raise RequestRefused(context.site.settings.no_server_status)
    call = (request.peripheral_id, request.connection_call_id)
    question = PendingRequest(context.session, request.invoke_id, answer, call)
    deadline = context.pace.after(context.now, context.site.settings.control_timeout)
    context.letters += _asking(context.pending, question, request, servers, deadline)


def _agent(context: Context, request: Request) -> Identity:
    """The agent of a request: the one that it names, else the session's own.

    Raises:
        RequestRefused: nobody is named (6), the peripheral (7) or the agent (8) is unknown, or two are named (32).
    """
    items = named_agent(request)
    own = None if items else context.require_own_identity()
    context.peripheral(request.peripheral_id)
    return context.identify(request.peripheral_id, items) if own is None else own


def _connection(context: Context, request: Request, identity: Identity) -> ConnectionID:
    """The connection of a request.

    Raises:
        RequestRefused: there is no such call or connection (13), or the session's station has no part in it (35).
    """
    named = named_connection(request)
    key = (request.peripheral_id, named.call_id)
    try:
        call = context.switch.call(*key)
    except KeyError:
        if isinstance(request, m.StopRecordingReq) and context.pending.is_recorded(key):
            return ConnectionID(named.call_id, request.connection_device_id[:63], named.kind)
        raise RequestRefused(StatusCode.INVALID_CALLID) from None
    if named.explicit is not None and named.explicit not in call.known_connections:
        raise RequestRefused(StatusCode.INVALID_CALLID)
    session = context.session
    parties = {(request.peripheral_id, device.id) for device in call.associated}
    if session.is_client_events and not context.controls_any_device() and session.device not in parties:
        raise RequestRefused(StatusCode.NOT_CALL_PARTY)
    if named.explicit is not None:
        return ConnectionID(call.id, named.explicit, named.kind)
    return _connection_of(call, identity)


def _connection_of(call: CallView, identity: Identity) -> ConnectionID:
    for each in call.connections:
        if identity.device == (call.peripheral_id, each.device.id):
            return each.id
    raise RequestRefused(StatusCode.NOT_CALL_PARTY)


def _asking(
    pending: PendingRequests, question: PendingRequest, request: Request, servers: tuple[Session, ...], deadline: float
) -> Iterator[Outgoing]:
    for server in servers:
        yield request.changed(invoke_id=pending.ask(question, server, deadline)), (server,)


def emergency_recording(
    event: EmergencyCalled, registry: Registry, pending: PendingRequests, deadline: float
) -> Iterator[Outgoing]:
    """The requests by which the call in need is recorded, where the agent's desk settings want it; nobody is told."""
    if not event.record or event.connection == NO_CONNECTION:
        return
    client = registry.of_agent((event.peripheral_id, event.agent_id), (event.peripheral_id, event.device.id))
    request = m.StartRecordingReq(
        invoke_id=0,
        peripheral_id=event.peripheral_id,
        connection_call_id=event.connection.call_id,
        client_port=0,
        bit_rate=0,
        packet_size=0,
        connection_device_id_type=event.connection.device_id_type,
        direction=RTPDirection.BIDIRECTIONAL,
        rtp_type=RTPType.AUDIO,
        echo_cancellation=EchoCancellation.OFF,
        payload_type=0,
        connection_device_id=event.connection.device_id,
        client_id=None if client is None else client.client_id,
        client_address=None if client is None else client.address.host,
        agent_extension=event.extension,
        agent_id=event.agent_id,
        agent_instrument=event.instrument,
    )
    question = PendingRequest(None, 0, m.StartRecordingConf, (event.peripheral_id, event.connection.call_id))
    yield from _asking(pending, question, request, registry.server_apps.choose(CALL_RECORDING), deadline)


# --- what recorders answer --------------------------------------------------------------------------------------------


def recording_started(context: Context, conf: m.StartRecordingConf) -> None:
    """A recorder records; who asked for it learns whom to ask to stop."""
    question = _answered(context, conf)
    if question is not None:
        context.pending.recording_began(question.call)
        _pass_on(
            context,
            question,
            m.StartRecordingConf(
                invoke_id=question.invoke_id,
                session_id=context.session.id if conf.session_id == _ONLY_ME else conf.session_id,
                server_data=conf.server_data,
                client_id=context.session.client_id,
                client_address=context.session.address.host,
            ),
        )


def recording_stopped(context: Context, conf: m.StopRecordingConf) -> None:
    """A recorder records no longer."""
    question = _answered(context, conf)
    if question is not None:
        context.pending.recording_ended(question.call)
        _pass_on(
            context,
            question,
            m.StopRecordingConf(
                invoke_id=question.invoke_id,
                client_id=context.session.client_id,
                client_address=context.session.address.host,
            ),
        )


def recording_refused(context: Context, conf: m.FailureConf) -> None:
    """A recorder cannot do what it was asked for."""
    question = _answered(context, conf)
    if question is not None:
        _pass_on(context, question, m.FailureConf(invoke_id=question.invoke_id, status=conf.status))


def _answered(
    context: Context, conf: m.StartRecordingConf | m.StopRecordingConf | m.FailureConf
) -> PendingRequest | None:
    answer = None if isinstance(conf, m.FailureConf) else type(conf)
    question = context.pending.answer(context.session, conf.invoke_id, answer)
    if question is None:
        context.note("message_dropped", request=conf.name, invoke_id=conf.invoke_id)
    return question


def _pass_on(context: Context, question: PendingRequest, answer: Message) -> None:
    if question.asker is not None:
        context.write(answer, (question.asker,))
