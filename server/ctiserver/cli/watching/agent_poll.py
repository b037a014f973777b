"""Asking who is there: the configured agents, then the state of each, a few at a time.

What the server does not offer is not asked: the configuration before version 10, states without Client Control.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from ctiproto.constants import ConfigMsgMask, CTIService, RecordType
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Message
from ctiproto.messages import ConfigAgentEvent, ConfigRequestEvent, OpenConf, QueryAgentStateReq
from ctiserver.client.model import AgentKey

AT_ONCE: Final = 20
"""Questions that may be without an answer at the same time."""

CONFIG_SINCE: Final = ConfigRequestEvent.declaration.since or 0

_ITEMS: Final = ConfigMsgMask.SERVICE_MASK | ConfigMsgMask.SKILL_GROUP_MASK | ConfigMsgMask.AGENT_MASK
_CONTROLS: Final = CTIService.SERVICE_CLIENT_CONTROL | CTIService.AGENT_STATE_CONTROL_ONLY
_VOICE: Final = 1


class AgentPoll:
    """The questions of one session.

    Args:
        version: the session's protocol version.
        opened: what was granted.
        peripheral_id: the only peripheral that is asked about, or ``NULL_PERIPHERAL_ID``: all.
    """

    def __init__(self, version: int, opened: OpenConf, peripheral_id: int = NULL_PERIPHERAL_ID) -> None:
        self._version = version
        self._peripheral_id = peripheral_id
        self._may_query = bool(opened.services_granted & _CONTROLS)
        self._due: deque[AgentKey] = deque()
        self._asked: dict[int, AgentKey] = {}
        self._has_begun = False

    def begin(self) -> Iterator[Message]:
        """What is asked once, when the session can be used."""
        if not self._has_begun and self._version >= CONFIG_SINCE:
            yield ConfigRequestEvent(config_information=_ITEMS, peripheral_id=self._peripheral_id)
        self._has_begun = True

    def questions(self) -> Iterator[tuple[AgentKey, QueryAgentStateReq]]:
        """What can be asked now, and about whom; tell :meth:`asked` of each."""
        while self._due and len(self._asked) < AT_ONCE:
            peripheral_id, agent_id = key = self._due.popleft()
            yield (
                key,
                QueryAgentStateReq(
                    invoke_id=0, peripheral_id=peripheral_id, mrd_id=_VOICE, icm_agent_id=0, agent_id=agent_id
                ),
            )

    def asked(self, key: AgentKey, invoke_id: int) -> None:
        """A question about an agent was sent with this InvokeID."""
        self._asked[invoke_id] = key

    def heard(self, message: Message) -> AgentKey | None:
        """Take note of agents that can be asked about, and of answers.

        Returns:
            Whom the message is the answer about, whatever it says; ``None`` if it is none.
        """
        if isinstance(message, ConfigAgentEvent) and self._may_query:
            for record in message.records:
                if record.login_id and record.record_type is not RecordType.DELETE:
                    self._due.append((self._peripheral_of(record.flt_peripheral_id), record.login_id))
        return self._asked.pop(getattr(message, "invoke_id", 0), None)

    def _peripheral_of(self, said: int | None) -> int:
        return self._peripheral_id if said is None else said
