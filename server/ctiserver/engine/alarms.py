"""Keeps the latest alarms, and the last state of each object that clients report about.

Guide: Connection Monitor Service; "CLIENT_EVENT_REPORT_REQ"; "EMERGENCY_CALL_REQ".
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Final

from ctiserver.engine.effects import Alarm

MOST_OBJECTS: Final = 1_000
"""Objects that are kept; beyond that, the one whose last report is oldest is dropped.

Clients invent their names, so there must be an end.
"""

MOST_ALARMS: Final = 1_000
"""Alarms that are kept, the latest ones."""


class AlarmTable:
    """The latest alarms and the objects that they are about, both bounded.

    An object is created by the first report about it.  It belongs to no session: clients that use the same name report
    about the same object.
    """

    def __init__(self) -> None:
        self._objects: OrderedDict[str, Alarm] = OrderedDict()
        self._latest: deque[Alarm] = deque(maxlen=MOST_ALARMS)

    def __iter__(self) -> Iterator[Alarm]:
        """The alarms that are kept, oldest first."""
        return iter(tuple(self._latest))

    def add(self, alarm: Alarm) -> None:
        """Keep an alarm; if it names an object, that is in the state of its level from now on."""
        self._latest.append(alarm)
        if alarm.object_name is None:
            return
        self._objects[alarm.object_name] = alarm
        # fidelity alarms.objects: guide CLIENT_EVENT_REPORT_REQ: An object has the state of the last report about it,
        # whichever client sent it.
        self._objects.move_to_end(alarm.object_name)
        if len(self._objects) > MOST_OBJECTS:
            self._objects.popitem(last=False)

    def of(self, object_name: str) -> Alarm | None:
        """The last alarm about an object; ``None``: none is known."""
        return self._objects.get(object_name)

    @property
    def objects(self) -> tuple[str, ...]:
        """The names of the known objects, that of the oldest report first."""
        return tuple(self._objects)
