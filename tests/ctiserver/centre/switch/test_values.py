"""Commands and events are plain values: they can be written down and read back."""

from __future__ import annotations

from typing import get_args

import pytest
from attrs import has
from attrs.exceptions import FrozenInstanceError
from cattrs import Converter

from ctiproto.constants import AgentState, AgentWorkMode, ForcedFlag
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch.commands import CallArrives, Command, MakeCall, SetAgentState, SetCallData
from ctiserver.centre.switch.context import CallData
from tests.ctiserver.centre.switch.story import PG, WRAPUP, Story

COMMANDS = (
    CallArrives(peripheral_id=PG, dialed_number="8001", data=CallData(ani="1", user_to_user_info=b"\x00\xff")),
    SetAgentState(
        peripheral_id=PG,
        agent_id="1001",
        state=AgentState.LOGIN,
        work_mode=AgentWorkMode.AWM_AUTO_IN,
        forced=ForcedFlag.TRUE,
        skill_groups=(1, 3),
    ),
    MakeCall(peripheral_id=PG, device="2001", dialed_number="2002"),
    SetCallData(
        peripheral_id=PG,
        call_id=1,
        call_variables=((1, "x"),),
        named_variables=(NamedVariable("user.account", "7"),),
        named_arrays=(NamedArray("user.history", 1, "b"),),
    ),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_survive_being_written_down(command: Command) -> None:
    """What is read back equals what was written."""
    converter = Converter()
    assert converter.structure(converter.unstructure(command), type(command)) == command


def test_events_survive_being_written_down() -> None:
    """All events of a call are equal after being written and read again."""
    converter = Converter()
    story = Story(WRAPUP)
    story.ready("1001", "1002")
    call_id = story.arrives()
    story.answers("2001")
    story.clears("2001", call_id)
    story.dials("2003", "95550100")
    for event in story.history:
        assert converter.structure(converter.unstructure(event), type(event)) == event


def test_every_command_is_a_value() -> None:
    """All are attrs classes, and none can be changed once it is made."""
    assert all(has(command) for command in get_args(Command))
    for command in COMMANDS:
        with pytest.raises(FrozenInstanceError):
            command.peripheral_id = 1  # type: ignore[misc]  # that it cannot be set is the point
