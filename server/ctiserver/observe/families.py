"""Reads the figures of a server: what it counts on the way, and what is there now.

The number of figures is bounded: labels are sides, protocol versions, services, messages, codes of the guide and
limits, and never what a client can choose.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import attrs

from ctiserver.admin.limits import TransportUse, limits_now, with_transport
from ctiserver.admin.results import LimitNow, Limits
from ctiserver.engine.duplex import Duplex
from ctiserver.observe.family import Distribution, Family, Kind, one
from ctiserver.transport.turn_lengths import BOUNDS, TurnLengths

SLOW: Final = ("outbox", "all_outboxes", "stalled")
"""Why connections of clients are reset that do not take what they are sent."""


@attrs.frozen(kw_only=True)
class Outside:
    """The figures that only the transport and the control interface know.

    Args:
        transport: the use of the limits that the transport keeps, and the connections that it reset.
        lag: seconds that the workload is behind.
        turns: how long turns last.
        wrong_tokens: how many requests of the control interface had not the right token.
    """

    transport: TransportUse
    lag: float
    turns: TurnLengths
    wrong_tokens: int


def families(duplex: Duplex, outside: Outside, now: float) -> list[Family | Distribution]:
    """All figures as they are now.

    Args:
        duplex: the server.
        outside: what others than the server itself know.
        now: seconds since 1970.
    """
    limits = with_transport(Limits(limits=limits_now(duplex, now)), outside.transport).limits
    wrong = "Requests to the control interface without the right token."
    return [
        *_sessions(duplex),
        *_messages(duplex),
        *_transport(outside),
        *_limits(limits),
        one("ctiserver_control_wrong_tokens", wrong, Kind.COUNTER, outside.wrong_tokens),
    ]


def _sessions(duplex: Duplex) -> list[Family | Distribution]:
    versions: Counter[tuple[str, ...]] = Counter()
    services: Counter[tuple[str, ...]] = Counter()
    for name, side in duplex.sides.items():
        for session in side.engine.registry:
            versions[name, str(session.version)] += 1
            for service in session.services.guide_names:
                services[name, service.removeprefix("CTI_SERVICE_")] += 1
    return [
        Family(
            "ctiserver_sessions",
            "Open sessions by side and protocol version.",
            Kind.GAUGE,
            versions,
            ("side", "version"),
        ),
        Family(
            "ctiserver_session_services",
            "Open sessions by side and service that they were granted.",
            Kind.GAUGE,
            services,
            ("side", "service"),
        ),
    ]


def _messages(duplex: Duplex) -> list[Family | Distribution]:
    counts = duplex.counts
    refused: dict[tuple[str, ...], int] = {(code,): count for code, count in counts.refused.items()}
    return [
        Family(
            "ctiserver_messages",
            "Messages of clients and to clients, by type.",
            Kind.COUNTER,
            counts.named(),
            ("direction", "type"),
        ),
        one(
            "ctiserver_unreadable_frames",
            "Frames of clients that are no message.",
            Kind.COUNTER,
            counts.unreadable,
        ),
        Family("ctiserver_refusals", "Requests that were refused, by code.", Kind.COUNTER, refused, ("code",)),
    ]


def _transport(outside: Outside) -> list[Family | Distribution]:
    slow: dict[tuple[str, ...], int] = {(why,): outside.transport.hits.get(why, 0) for why in SLOW}
    return [
        one(
            "ctiserver_outbox_bytes",
            "Bytes that wait because clients do not take them.",
            Kind.GAUGE,
            outside.transport.current["all_outboxes"],
        ),
        one(
            "ctiserver_largest_outbox_bytes",
            "Bytes that wait for the client for which most of them wait.",
            Kind.GAUGE,
            outside.transport.current["outbox"],
        ),
        Family(
            "ctiserver_slow_clients_reset",
            "Connections that were reset because clients did not take what they were sent, by reason.",
            Kind.COUNTER,
            slow,
            ("reason",),
        ),
        one(
            "ctiserver_workload_lag_seconds",
            "Seconds that the workload is behind because there is more to do than time for it.",
            Kind.GAUGE,
            outside.lag,
        ),
        Distribution(
            "ctiserver_turn_seconds",
            "How long turns last, after which sockets and signals are looked at again.",
            BOUNDS,
            tuple(outside.turns.counts),
            outside.turns.total,
        ),
    ]


def _limits(limits: list[LimitNow]) -> list[Family | Distribution]:
    def each(name: str, help_text: str, kind: Kind, attribute: str) -> Family:
        return Family(
            name, help_text, kind, {(limit.limit,): getattr(limit, attribute) for limit in limits}, ("limit",)
        )

    return [
        each("ctiserver_limit", "The value of each limit; 0: there is none.", Kind.GAUGE, "value"),
        each("ctiserver_limit_used", "How much of each limit is used.", Kind.GAUGE, "current"),
        each("ctiserver_limit_reached", "How often each limit was reached.", Kind.COUNTER, "hits"),
    ]
