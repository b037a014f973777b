"""The table of alarms: what went wrong lately, and how the objects are that clients report about.

Guide: Connection Monitor Service; "CLIENT_EVENT_REPORT_REQ"; "EMERGENCY_CALL_REQ".
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final

from ctiserver.engine.effects import Alarm

MOST_OBJECTS: Final = 1_000
"""Objects that are known at a time; beyond that the one is forgotten that nobody has reported for longest."""

MOST_ALARMS: Final = 1_000
"""Alarms that are remembered, the latest ones."""


class AlarmTable:
    """Alarms and objects, both bounded.

    An object comes into being when somebody first reports it.  It belongs to nobody: clients that use one name speak
    of one object.
    """

    def __init__(self) -> None:
        self._objects: OrderedDict[str, Alarm] = OrderedDict()
        self._latest: deque[Alarm] = deque(maxlen=MOST_ALARMS)

    def __iter__(self) -> Iterator[Alarm]:
        """The alarms that are remembered, oldest first."""
        return iter(tuple(self._latest))

    def add(self, alarm: Alarm) -> None:
        """Enter an alarm; the object that it names is in its state from now on."""
        self._latest.append(alarm)
        if alarm.object_name is None:
            return
        self._objects[alarm.object_name] = alarm
        self._objects.move_to_end(alarm.object_name)
        if len(self._objects) > MOST_OBJECTS:
            self._objects.popitem(last=False)

    def of(self, object_name: str) -> Alarm | None:
        """What was last reported about an object."""
        return self._objects.get(object_name)

    @property
    def objects(self) -> tuple[str, ...]:
        """The objects that are known, that of the oldest report first."""
        return tuple(self._objects)
