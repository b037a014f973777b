"""The table of alarms: last states, and its limits."""

from __future__ import annotations

import pytest

from ctiserver.engine.alarms import MOST_ALARMS, MOST_OBJECTS, AlarmTable
from ctiserver.engine.effects import alarm


@pytest.mark.fidelity("alarms.objects")
def test_an_object_has_its_last_state() -> None:
    """An object has its last state, whichever client reported it; what concerns no object is an alarm, too."""
    table = AlarmTable()
    first, second = alarm(1, "reported", "error", "disk"), alarm(2, "reported", "info", "disk")
    other = alarm(3, "connection_ended")
    for each in (first, second, other):
        table.add(each)
    assert table.of("disk") is second
    assert table.of("fan") is None
    assert table.objects == ("disk",)
    assert list(table) == [first, second, other]


def test_the_table_does_not_grow() -> None:
    """The object whose last report is oldest is forgotten, and so is the oldest alarm."""
    table = AlarmTable()
    table.add(alarm(0, "reported", object_name="0"))
    for number in range(1, MOST_OBJECTS):
        table.add(alarm(number, "reported", object_name=str(number)))
    table.add(alarm(MOST_OBJECTS, "reported", object_name="0"))
    table.add(alarm(MOST_OBJECTS + 1, "reported", object_name="new"))
    assert len(table.objects) == MOST_OBJECTS
    assert table.of("1") is None
    assert table.objects[-2:] == ("0", "new")
    assert len(list(table)) == MOST_ALARMS
    assert next(iter(table)).at == 2
