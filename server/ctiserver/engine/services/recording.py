"""START_RECORDING_REQ and STOP_RECORDING_REQ, and the confirmations of recorders.

A recorder is a server application that has registered for call recording.  It gets the request with an InvokeID of our
own, and its confirmation reaches the client with the client's.  Guide: Server Service.
"""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.declare import Message
from ctiserver.centre.switch.identifiers import ConnectionID
from ctiserver.centre.switch.views import CallView
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.connections import named_connection
from ctiserver.engine.services.context import Context, Outgoing
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.server_apps import CALL_RECORDING
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import CallKey

Request = m.StartRecordingReq | m.StopRecordingReq

# fidelity recording.stop-asks-the-same: guide START_RECORDING_CONF: A SessionID of all ones means that the recorder
# itself has to be asked to stop, 0 that any may be.
_ONLY_ME: Final = 0xFFFFFFFF
"""The SessionID in START_RECORDING_CONF of a recorder that wants to be asked to stop itself."""

_ANY_RECORDER: Final = 0
"""The SessionID in STOP_RECORDING_REQ that leaves the choice of the recorder to the server."""


def start_recording(context: Context, request: m.StartRecordingReq) -> None:
    """Ask a recorder to record a call; its answer is passed on later."""
    completed = _completed(context, request)
    _ask(context, completed, m.StartRecordingConf, context.registry.server_apps.choose(CALL_RECORDING))


def stop_recording(context: Context, request: m.StopRecordingReq) -> None:
    """Ask a recorder to stop recording a call, which may be over already; its answer is passed on later."""
    completed = _completed(context, request)
    servers: tuple[Session, ...]
    if request.session_id == _ANY_RECORDER:
        servers = context.registry.server_apps.choose(CALL_RECORDING)
    else:
        registered = (server.session for server in context.registry.server_apps.of(CALL_RECORDING))
        servers = tuple(session for session in registered if session.id == request.session_id)
    _ask(context, completed, m.StopRecordingConf, servers)


def _completed(context: Context, request: Request) -> Request:
    """The request as recorders get it: with its client, its connection and its agent filled in."""
    identity = _agent(context, request)
    connection = _connection(context, request, identity)
    session, agent, signed_in = context.session, identity.agent, identity.signed_in
    # fidelity recording.client-of-the-request: guide START_RECORDING_REQ: A recorder is told ClientID and
    # ClientAddress of the client that asked.
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


def _ask(context: Context, request: Request, answer: type[Message], recorders: tuple[Session, ...]) -> None:
    """Send a request to recorders, and keep it until they have answered.

    Raises:
        RequestRefused: there is no recorder, with the status that the site wants.
    """
    if not recorders:
        raise RequestRefused(context.site.settings.no_server_status)
    call = CallKey(request.peripheral_id, request.connection_call_id)
    pending = PendingRequest(context.session, request.invoke_id, answer, call)
    # fidelity recording.silence: ours: A recorder that does not answer in time fails the request with status 16.
    deadline = context.pace.after(context.now, context.site.settings.control_timeout)
    context.outgoing += forward(context.pending, pending, request, recorders, deadline)


def _agent(context: Context, request: Request) -> Identity:
    """The agent of a request: the one that it names, else the session's own.

    Raises:
        RequestRefused: no agent is named (6), the peripheral (7) or the agent (8) is unknown, or two are named (32).
    """
    items = named_agent(request)
    own = None if items else context.require_own_identity()
    context.peripheral(request.peripheral_id)
    return context.identify(request.peripheral_id, items) if own is None else own


def _connection(context: Context, request: Request, identity: Identity) -> ConnectionID:
    """The connection that is recorded: the one named, else that of the agent's station.

    A recorded call can be over before its recording is: to stop it, the connection is taken as the client gives it.

    Raises:
        RequestRefused: there is no such call or connection (13), or the session's station has no part in it (35).
    """
    named = named_connection(request)
    key = CallKey(request.peripheral_id, named.call_id)
    try:
        call = context.switch.call(*key)
    except KeyError:
        # fidelity recording.outlives-its-call: ours: A recording can be stopped when its call is over.
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


def forward(
    requests: PendingRequests,
    pending: PendingRequest,
    request: Request,
    recorders: tuple[Session, ...],
    deadline: float,
) -> list[Outgoing]:
    """Note that recorders were asked.

    Args:
        requests: where it is noted.
        pending: who asked, and what answers it.
        request: the request, with any InvokeID.
        recorders: the sessions that get it.
        deadline: when it is given up.

    Returns:
        The request for each recorder, with an InvokeID of ours.
    """
    return [
        # fidelity recording.own-invoke-ids: ours: Recorders are asked with InvokeIDs of the server's own.
        Outgoing(request.changed(invoke_id=requests.ask(pending, recorder, deadline)), (recorder,))
        for recorder in recorders
    ]


# --- what recorders answer --------------------------------------------------------------------------------------------


def recording_started(context: Context, conf: m.StartRecordingConf) -> None:
    """Confirm to the client that its call is recorded, and by which session, so that it can ask that one to stop."""
    pending = _answered(context, conf)
    if pending is not None:
        context.pending.recording_began(pending.call)
        _pass_on(
            context,
            pending,
            m.StartRecordingConf(
                invoke_id=pending.invoke_id,
                session_id=context.session.id if conf.session_id == _ONLY_ME else conf.session_id,
                server_data=conf.server_data,
                client_id=context.session.client_id,
                client_address=context.session.address.host,
            ),
        )


def recording_stopped(context: Context, conf: m.StopRecordingConf) -> None:
    """Confirm to the client that its call is recorded no longer."""
    pending = _answered(context, conf)
    if pending is not None:
        context.pending.recording_ended(pending.call)
        _pass_on(
            context,
            pending,
            m.StopRecordingConf(
                invoke_id=pending.invoke_id,
                client_id=context.session.client_id,
                client_address=context.session.address.host,
            ),
        )


def recording_refused(context: Context, conf: m.FailureConf) -> None:
    """Pass the refusal of a recorder on to the client."""
    pending = _answered(context, conf)
    if pending is not None:
        _pass_on(context, pending, m.FailureConf(invoke_id=pending.invoke_id, status=conf.status))


def _answered(
    context: Context, conf: m.StartRecordingConf | m.StopRecordingConf | m.FailureConf
) -> PendingRequest | None:
    """Take the answer of a recorder off what is pending; ``None``: nothing of that kind was asked of it."""
    answer = None if isinstance(conf, m.FailureConf) else type(conf)
    pending = context.pending.answer(context.session, conf.invoke_id, answer)
    if pending is None:
        context.note("message_dropped", request=conf.name, invoke_id=conf.invoke_id)
    return pending


def _pass_on(context: Context, pending: PendingRequest, answer: Message) -> None:
    if pending.asker is not None:
        context.write(answer, (pending.asker,))
