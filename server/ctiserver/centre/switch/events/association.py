"""Events that say which streams are associated with a call, and what is written on it."""

from __future__ import annotations

from attrs import frozen

from ctiserver.centre.switch.context import CallContext
from ctiserver.centre.switch.events.kinds import CallEvent
from ctiserver.centre.switch.identifiers import ConnectionID


@frozen(kw_only=True)
class CallBegan(CallEvent):
    """A stream becomes associated with the call: each of ``parties``, and the stream of all calls if ``to_all``.

    It comes before every other event of the call on that stream.  The connection is the device's own, or the call's
    reference connection.  Guide: BEGIN_CALL_EVENT.
    """

    context: CallContext


@frozen(kw_only=True)
class CallEnded(CallEvent):
    """A stream is associated with the call no longer; the last event of the call on it.  Guide: END_CALL_EVENT."""


@frozen(kw_only=True)
class CallDataUpdated(CallEvent):
    """The context of the call changed, or a connection was renamed.  Guide: CALL_DATA_UPDATE_EVENT.

    Attributes:
        new_connection: What ``connection`` is called from now on; equal if only data changed.
        context: The context after the change.
        changed: Names of what changed: attributes of ``CallContext`` and of ``CallData``, ``call_variable_N`` for
            CallVariableN.
    """

    new_connection: ConnectionID
    context: CallContext
    changed: tuple[str, ...]
