"""Which clients were associated with each call.  Guide: Client Events Service, "CTIClientSignature"."""

from __future__ import annotations

from ctiproto.constants.limits import MAX_NUM_CTI_CLIENTS
from ctiproto.messages import CTIClient
from ctiserver.site.keys import CallKey


class ClientHistory:
    """The clients of each call in the order in which they came, the first sixteen of them."""

    def __init__(self) -> None:
        self._clients: dict[CallKey, tuple[CTIClient, ...]] = {}

    def of(self, call: CallKey) -> tuple[CTIClient, ...]:
        """The clients that were associated with the call so far."""
        return self._clients.get(call, ())

    def add(self, call: CallKey, signature: str, at: float) -> None:
        """A client becomes associated with the call."""
        clients = self.of(call)
        if len(clients) < MAX_NUM_CTI_CLIENTS:
            entry = CTIClient(cti_client_signature=signature, cti_client_timestamp=int(at))
            self._clients[call] = (*clients, entry)

    def forget(self, call: CallKey) -> None:
        """The call is over for everybody."""
        self._clients.pop(call, None)
