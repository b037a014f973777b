"""Counts the connections and openings of clients, and says which limit of the site keeps one out.

It is decided here and not where connections are accepted: here addresses are known, the log is limited, and the same
inputs are answered in the same way again.  All sides of a server share one, as they share the process.
"""

from __future__ import annotations

from collections import Counter

from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.effects import LIMIT_REACHED, LogRecord
from ctiserver.engine.timescale import Timescale
from ctiserver.site.limits import Limits
from ctiserver.site.model import Site


class Admission:
    """The connections of all sides, by address, and the openings and requests of the present second.

    Args:
        centre: the contact centre, whose site has the limits.
        pace: how fast the centre's time goes for clients.

    Attributes:
        hits: how often each limit was reached, by its name.
        pace: how fast the centre's time goes for clients.
    """

    def __init__(self, centre: ContactCentre, pace: Timescale) -> None:
        self.hits: Counter[str] = Counter()
        self.pace = pace
        self._centre = centre
        self._hosts: dict[int, str] = {}
        self._by_host: Counter[str] = Counter()
        self._unopened: dict[int, None] = {}
        self._second = 0
        self._opens: Counter[str] = Counter()
        self._second_of_requests = 0
        self._requests: Counter[int] = Counter()

    @property
    def limits(self) -> Limits:
        """The limits of the site as it is now."""
        return self._centre.site.limits

    @property
    def site(self) -> Site:
        """The site as it is now."""
        return self._centre.site

    def count(self, record: LogRecord) -> None:
        """Count a limit that was reached, if a log record says so."""
        if record.event == LIMIT_REACHED:
            self.hits[str(dict(record.fields)["limit"])] += 1

    def enter(self, client: int, host: str) -> list[tuple[int, str]]:
        """Count a new connection.

        Returns:
            The connections that have to be reset now, each with the limit that is the reason: the new one, which is
            not counted then, or the oldest ones without a session.
        """
        limits = self.limits
        if 0 < limits.connections <= len(self._hosts):
            return [(client, "connections")]
        if 0 < limits.connections_per_address <= self._by_host[host]:
            return [(client, "connections_per_address")]
        self._hosts[client] = host
        self._by_host[host] += 1
        self._unopened[client] = None
        surplus = []
        while 0 < limits.unopened_connections < len(self._unopened):
            oldest = next(iter(self._unopened))
            del self._unopened[oldest]
            surplus.append((oldest, "unopened_connections"))
        return surplus

    def leave(self, client: int) -> None:
        """Count a connection no longer that is gone; nothing happens if it was kept out."""
        host = self._hosts.pop(client, None)
        if host is not None:
            self._unopened.pop(client, None)
            self._by_host[host] -= 1
            if not self._by_host[host]:
                del self._by_host[host]

    def opened(self, client: int) -> None:
        """Count a connection no longer among those without a session."""
        self._unopened.pop(client, None)

    def may_open(self, host: str, now: float) -> bool:
        """Count an OPEN_REQ, and say whether the address has not sent too many in the present second of a client."""
        opens = self._of_second(now)
        opens[host] += 1
        return not 0 < self.limits.opens_per_second < opens[host]

    def pause_after(self, client: int, now: float) -> float | None:
        """Count a message of a client.

        Returns:
            For how many real seconds no more is to be read, if it is the first one too many: until the present second
            of a client is over; ``None``: it is not.
        """
        moment = self.pace.outside(now)
        second = int(moment)
        if second != self._second_of_requests:
            self._second_of_requests = second
            self._requests.clear()
        self._requests[client] += 1
        return second + 1 - moment if self._requests[client] == self.limits.requests_per_second + 1 else None

    def _of_second(self, now: float) -> Counter[str]:
        second = int(self.pace.outside(now))
        if second != self._second:
            self._second = second
            self._opens.clear()
        return self._opens

    def usage(self, now: float) -> dict[str, int]:
        """How much of each of its limits is used; of those for one address, by the address that uses most."""
        return {
            "connections": len(self._hosts),
            "connections_per_address": max(self._by_host.values(), default=0),
            "unopened_connections": len(self._unopened),
            "opens_per_second": max(self._of_second(now).values(), default=0),
            "requests_per_second": max(self._requests.values(), default=0),
        }
