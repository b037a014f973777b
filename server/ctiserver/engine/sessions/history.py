"""Remembers which clients were associated with each call.  Guide: Client Events Service, "CTIClientSignature"."""

from __future__ import annotations

from ctiproto.constants.limits import MAX_NUM_CTI_CLIENTS
from ctiproto.messages import CTIClient
from ctiserver.site.keys import CallKey


class ClientHistory:
    """The first sixteen clients of each call, in the order in which they became associated with it."""

    def __init__(self) -> None:
        self._clients: dict[CallKey, tuple[CTIClient, ...]] = {}

    def of(self, call: CallKey) -> tuple[CTIClient, ...]:
        """The clients that have been associated with a call, as CTI client lists tell them."""
        return self._clients.get(call, ())

    def add(self, call: CallKey, signature: str, at: float) -> None:
        """Add a client that becomes associated with a call; messages have no room for a seventeenth."""
        clients = self.of(call)
        # fidelity calls.first-sixteen-clients: ours: Of the clients of a call the first sixteen are kept.
        if len(clients) < MAX_NUM_CTI_CLIENTS:
            entry = CTIClient(cti_client_signature=signature, cti_client_timestamp=int(at))
            self._clients[call] = (*clients, entry)

    def forget(self, call: CallKey) -> None:
        """Drop the clients of a call that is over."""
        self._clients.pop(call, None)
