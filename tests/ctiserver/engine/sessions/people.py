"""Sessions and sites to test with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.versions import Profile
from ctiserver.engine.sessions.audience import Recipient
from ctiserver.engine.sessions.session import Session
from ctiserver.site.endpoints import Endpoint

PG = 5000


def streams(recipients: Iterable[Recipient]) -> list[tuple[int, int]]:
    """Each session that hears something, by its connection, and the monitor on which it does; crowds one by one."""
    return [
        (client, each.monitor_id)
        for each in recipients
        for client in ((each.session.client,) if each.crowd is None else each.crowd.clients)
    ]


def session(client: int, version: int = 25, **fields: Any) -> Session:
    """An open session that wants to hear everything, and was granted nothing."""
    given: dict[str, Any] = {
        "id": 100 + client,
        "profile": Profile(version),
        "client_id": f"client {client}",
        "signature": f"signature {client}",
        "address": Endpoint("192.0.2.1", 50_000 + client),
        "services": CTIService(0),
        "call_mask": CallMsgMask(0xFFFFFFFF),
        "agent_mask": AgentStateMask(0x3FFF),
        "config_mask": ConfigMsgMask(0),
    }
    return Session(client=client, **given | fields)
