"""Polls the agents at the start of a session: their configuration, then the state of each, a few at a time.

What the server does not offer is not requested: the configuration before version 10, states without Client Control.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from ctiproto.constants import ConfigMsgMask, CTIService, RecordType
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiproto.messages import ConfigAgentEvent, ConfigRequestEvent, OpenConf, QueryAgentStateReq
from ctiproto.reserved import with_constants
from ctiproto.versions import Profile
from ctiserver.client.model import AgentKey, only_peripheral

AT_ONCE: Final = 20
"""How many requests may be without an answer at the same time."""

_ITEMS: Final = ConfigMsgMask.SERVICE_MASK | ConfigMsgMask.SKILL_GROUP_MASK | ConfigMsgMask.AGENT_MASK
_CONTROLS: Final = CTIService.SERVICE_CLIENT_CONTROL | CTIService.AGENT_STATE_CONTROL_ONLY
_VOICE: Final = 1


class AgentPoll:
    """The requests of one session about agents.

    Args:
        profile: dialect and version of the session.
        opened: OPEN_CONF, with the services granted.
        peripheral_id: the only peripheral whose agents are polled, or ``NULL_PERIPHERAL_ID``: all.
    """

    def __init__(self, profile: Profile, opened: OpenConf, peripheral_id: int = NULL_PERIPHERAL_ID) -> None:
        self._profile = profile
        self._may_upload = ConfigRequestEvent.is_in(profile)
        self._peripheral_id = peripheral_id
        self._only_peripheral = only_peripheral(profile.dialect)
        self._may_query = QueryAgentStateReq.is_in(profile) and bool(opened.services_granted & _CONTROLS)
        self._due: deque[AgentKey] = deque()
        self._sent: dict[int, AgentKey] = {}
        self._has_begun = False

    def configuration_requests(self) -> list[Message]:
        """Take the requests for the configuration, to be sent when the session is active; none the second time."""
        if self._has_begun or not self._may_upload:
            return []
        self._has_begun = True
        request = ConfigRequestEvent(config_information=_ITEMS, peripheral_id=self._peripheral_id)
        return [with_constants(request, self._profile)]

    def state_requests(self) -> list[tuple[AgentKey, QueryAgentStateReq]]:
        """Take the requests that can be sent now, each with its agent; call :meth:`sent` for each."""
        count = min(AT_ONCE - len(self._sent), len(self._due))
        keys = [self._due.popleft() for _ in range(count)]
        return [
            (
                key,
                with_constants(
                    QueryAgentStateReq(
                        invoke_id=0, peripheral_id=key[0], mrd_id=_VOICE, icm_agent_id=0, agent_id=key[1]
                    ),
                    self._profile,
                ),
            )
            for key in keys
        ]

    def sent(self, key: AgentKey, invoke_id: int) -> None:
        """Remember that the request about an agent was sent with this InvokeID."""
        self._sent[invoke_id] = key

    def received(self, message: Message) -> AgentKey | None:
        """Follow a message: it may name agents to poll, or answer a request.

        Returns:
            The agent whose request the message answers, even if it refuses it; ``None``: it answers none.
        """
        if isinstance(message, ConfigAgentEvent) and self._may_query:
            for record in message.records:
                if record.login_id and record.record_type is not RecordType.DELETE:
                    self._due.append((self._peripheral_of(record.flt_peripheral_id), record.login_id))
        return self._sent.pop(getattr(message, "invoke_id", 0), None)

    def _peripheral_of(self, named: int | None) -> int:
        if self._only_peripheral is not None:
            return self._only_peripheral
        return self._peripheral_id if named is None else named
