"""OPEN_REQ with all the masks that its protocol version has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ctiproto.constants import CTIService
from ctiproto.messages import OpenReq
from ctiproto.version_rules import opening_bits_of
from ctiproto.versions import Dialect, Profile

_USUAL: Final[Mapping[Dialect, Mapping[str, object]]] = {Dialect.UCCX: {"idle_timeout": 120, "peripheral_id": 0}}
"""The fields that are not what they usually are, by the dialect."""


def open_request(
    *,
    version: int,
    services: CTIService,
    client_id: str = "ctiserver",
    password: str = "",
    idle_timeout: int | None = None,
    dialect: Dialect = Dialect.UCCE,
    **more: object,
) -> OpenReq:
    """OPEN_REQ that asks for all the events that the version has; without masks a session hears nothing.

    Args:
        version: the protocol version.
        services: what is asked for.
        client_id: who asks.
        password: the password of ``client_id``.
        idle_timeout: after so many seconds of silence the server gives the session up, so that heartbeats are needed;
            ``None``: it never does, or where it always does, as Unified CCX, as late as it may.
        dialect: the family of servers that ``version`` is one of, as the :class:`ctiserver.client.Side` has it.
        more: other fields of the message, such as ``peripheral_id`` and ``agent_id``.

    Raises:
        TypeError: OPEN_REQ has no such field.
        ValueError: the dialect has no such version.
    """
    calls, agents, records = opening_bits_of(Profile(version, dialect))
    request = OpenReq(
        invoke_id=0,
        version_number=version,
        services_requested=services,
        call_msg_mask=calls,
        agent_state_mask=agents,
        config_msg_mask=records,
        client_id=client_id,
        client_password=password.encode("latin-1"),
    )
    if idle_timeout is not None:
        more["idle_timeout"] = idle_timeout
    return request.changed(**{**_USUAL.get(dialect, {}), **more})
