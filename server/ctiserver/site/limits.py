"""The limits of the server as data: what each bounds, its default, and why that is the default.

The ``[limits]`` table of a site file sets them.  The reference page, ``ctiserver control limits`` and the metrics are
made from the same fields, so that a limit is written down once.  To add one, add a field here and a row to the page.
"""

from __future__ import annotations

from typing import Final

import attrs

from ctiserver.site.values import Count

_WHAT: Final = "what"
_THEN: Final = "then"
_WHY: Final = "why"


def _told(*, what: str, then: str, why: str) -> dict[str, str]:
    return {_WHAT: what, _THEN: then, _WHY: why}


@attrs.frozen(kw_only=True)
class Limits:
    """What clients may take of the server; 0: no limit, but its use is counted all the same."""

    connections: Count = attrs.field(
        default=0,
        metadata=_told(
            what="connections of clients",
            then="the new connection is reset",
            why="the descriptors of the process bound them, and some of these are set aside",
        ),
    )
    connections_per_address: Count = attrs.field(
        default=0,
        metadata=_told(
            what="connections from one address",
            then="the new connection is reset",
            why="terminal servers, gateways and load tests have thousands of clients at one address",
        ),
    )
    unopened_connections: Count = attrs.field(
        default=20_000,
        metadata=_told(
            what="connections without a session yet",
            then="the oldest of them is reset",
            why="more than the clients of the largest site, which all come at once after a restart; a client that sends"
            " OPEN_REQ at once is never the oldest",
        ),
    )
    opens_per_second: Count = attrs.field(
        default=0,
        metadata=_told(
            what="OPEN_REQ a second from one address",
            then="FAILURE_CONF with status 15 (E_CTI_CTI_SERVER_OFFLINE): the client tries later, or the other side",
            why="after a restart all clients behind one address come at once",
        ),
    )
    requests_per_second: Count = attrs.field(
        default=0,
        metadata=_told(
            what="messages a second of one client",
            then="no more is read from the client until the second is over; nothing is refused or lost",
            why="a program may send thousands at once, and each client has its turn in any case; it is counted only"
            " while it is set",
        ),
    )
    spare_descriptors: Count = attrs.field(
        default=32,
        metadata=_told(
            what="last descriptors of the process (ulimit -n), which no client gets",
            then="the new connection is reset",
            why="the operator, the log and the site file need some as well; half of all descriptors at most",
        ),
    )
    monitors: Count = attrs.field(
        default=500_000,
        metadata=_told(
            what="monitors of all sessions",
            then="CONTROL_FAILURE_CONF with code 37 (CF_OVERALL_MONITOR_LIMIT_EXCEEDED)",
            why="some 200 MB; ten sessions that monitor every station, call and session of the largest site",
        ),
    )
    monitors_per_session: Count = attrs.field(
        default=50_000,
        metadata=_told(
            what="monitors of one session",
            then="CONTROL_FAILURE_CONF with code 37 (CF_OVERALL_MONITOR_LIMIT_EXCEEDED)",
            why="more than the stations, calls and sessions of the largest site together",
        ),
    )
    ended_monitors_per_session: Count = attrs.field(
        default=10_000,
        metadata=_told(
            what="monitors of one session that ended with their calls and are remembered",
            then="the oldest is forgotten: MONITOR_STOP_REQ for it is answered by status 55 in place of 90",
            why="a client that stops a monitor after its call does so soon",
        ),
    )
    outbox: Count = attrs.field(
        default=16 * 1024 * 1024,
        metadata=_told(
            what="bytes that wait for one client",
            then="the client's connection is reset",
            why="the configuration of the largest site, and some",
        ),
    )
    all_outboxes: Count = attrs.field(
        default=512 * 1024 * 1024,
        metadata=_told(
            what="bytes that wait because clients do not take them, of all clients",
            then="the connection for which most of them wait is reset",
            why="the configuration of the largest site for 300 clients, and some",
        ),
    )
    log_records: Count = attrs.field(
        default=1_000,
        metadata=_told(
            what="lines of the log about all clients in ten seconds",
            then="they are left out until the ten seconds are over, and counted",
            why="a few hundred kilobytes: the disk stays free, whatever clients send",
        ),
    )
    flaws_per_address: Count = attrs.field(
        default=50,
        metadata=_told(
            what="lines of the log on what one address sent wrongly in ten seconds",
            then="the address is muted until the ten seconds are over",
            why="enough to see what is wrong with a client",
        ),
    )
    session_records_per_address: Count = attrs.field(
        default=200,
        metadata=_told(
            what="lines of the log on sessions and connections of one address in ten seconds",
            then="the address is muted until the ten seconds are over",
            why="a machine of agents opens many sessions at once",
        ),
    )
    message_records_per_address: Count = attrs.field(
        default=200,
        metadata=_told(
            what="lines of the log on messages of sessions with CTI_SERVICE_DEBUG of one address in ten seconds",
            then="further ones are left out until the ten seconds are over, which is said at level debug as they are;"
            " they do not count for `log_records`",
            why="what a person does with a client fits; an upload of the configuration does not",
        ),
    )


@attrs.frozen
class Limit:
    """A limit, for people.

    Args:
        name: its key in the site file.
        default: its value where the site file has none.
        what: what it bounds.
        then: what happens where it is reached.
        why: why its default is what it is.
    """

    name: str
    default: int
    what: str
    then: str
    why: str


_DEFAULTS: Final = Limits()

LIMITS: Final = tuple(
    Limit(
        field.name, getattr(_DEFAULTS, field.name), field.metadata[_WHAT], field.metadata[_THEN], field.metadata[_WHY]
    )
    for field in attrs.fields(Limits)
)
"""All limits, in the order in which they are listed."""
