"""A session hears of the variables that it registered, and of no others."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallVariableMask, StatusCode
from ctiproto.wire import NamedArray, NamedVariable
from ctiserver.centre.switch import events as e
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.engine.translate.events import translate
from tests.ctiproto import guide
from tests.ctiserver.engine.services.scenes import bring
from tests.ctiserver.engine.translate.happenings import event, facts
from tests.support.harness import PG, World, like
from tests.support.orders import one_of, write

NOTHING = VariableFilter(frozenset(), frozenset(), frozenset())
SOME = VariableFilter(frozenset((1,)), frozenset(("user.account",)), frozenset())


def _register(mask: int = 0, named: tuple[str, ...] = (), arrays: tuple[str, ...] = ()) -> m.RegisterVariablesReq:
    return m.RegisterVariablesReq(
        invoke_id=6,
        call_variable_mask=CallVariableMask(mask),
        named_variables=tuple(NamedVariable(name, "ignored") for name in named),
        named_arrays=tuple(NamedArray(name, 200, "ignored") for name in arrays),
    )


@pytest.mark.parametrize("kind", [e.CallBegan, e.CallDelivered, e.PreCall, e.TranslationRouted])
def test_every_message_that_carries_variables_is_read(kind: type[e.Event]) -> None:
    """What was not asked for is taken out; all else stays."""
    (whole,) = translate(event(kind), facts())
    told: Any = SOME.of(whole)
    assert (told.call_variable1, told.call_variable10) == ("one", None)
    assert (len(told.named_variables), told.named_arrays) == (1, ())
    assert told.changed(call_variable10="ten", named_arrays=whole.named_arrays) == whole  # type: ignore[attr-defined]  # all four have them
    assert NOTHING.of(told).call_variable1 is None


def test_a_message_without_variables_is_left_alone() -> None:
    """It is the same message, so that its frame can be used again."""
    for kind in (e.CallHeld, e.CallCleared):
        (message,) = translate(event(kind), facts())
        assert NOTHING.of(message) is message


@pytest.mark.fidelity("variables.registered-alone")
def test_registered_and_others_side_by_side() -> None:
    """Each hears its own choice; a new registration replaces the one before."""
    world = World()
    everything, chosen = world.bridge(25), world.bridge(25, name="chosen")
    none = world.bridge(20, name="none")
    for client, request in (
        (chosen, _register(0b10, ("USER.account",))),
        (none, _register()),
    ):
        client.sends(request)
        client.hears(m.RegisterVariablesConf)
    bring(everything, AgentState.TALKING)
    call = world.centre.switch.calls(PG)[-1]
    for client in (everything, chosen, none):
        client.forgets()
    account, history = NamedVariable("user.account", "7"), NamedArray("user.history", 1, "then")
    everything.sends(
        write(
            "2001",
            call,
            call_variable1="one",
            call_variable2="two",
            call_wrapup_data="done",
            named_variables=(account,),
            named_arrays=(history,),
        )
    )
    written: dict[str, Any] = {"call_wrapup_data": "done", "call_variable3": None}
    everything.hears(
        m.SetCallDataConf,
        like(
            m.CallDataUpdateEvent,
            call_variable1="one",
            call_variable2="two",
            named_variables=(account,),
            named_arrays=(history,),
            **written,
        ),
    )
    chosen.hears(
        like(
            m.CallDataUpdateEvent,
            call_variable1=None,
            call_variable2="two",
            named_variables=(account,),
            named_arrays=(),
            **written,
        )
    )
    none.hears(like(m.CallDataUpdateEvent, call_variable1=None, call_variable2=None, named_variables=(), **written))

    conf = chosen.asks(m.SnapshotCallReq(invoke_id=1, peripheral_id=PG, **one_of("2001", call)))
    assert isinstance(conf, m.SnapshotCallConf)
    assert (conf.call_variable1, conf.call_variable2, conf.named_arrays) == (None, "two", ())
    chosen.sends(_register(0b1, (), ("user.history",)))
    chosen.forgets()
    everything.sends(write("2001", call, call_variable1="uno", call_variable2="due"))
    chosen.hears(
        like(
            m.CallDataUpdateEvent,
            call_variable1="uno",
            call_variable2=None,
            named_variables=(),
            named_arrays=(history,),
        )
    )


@pytest.mark.parametrize("bit", guide.table("masks")["CallVariableMask"]["values"], ids=lambda bit: bit["name"])
def test_each_bit_alone_registers_one_variable(bit: guide.Row) -> None:
    """A session that registers one call variable is told that one and no other of the ten."""
    world = World()
    client = world.bridge()
    client.asks(_register(bit["value"]))
    world.caller_calls(call_variables=tuple(f"value {number}" for number in range(1, 11)))
    told = {name: getattr(client.heard[0], name) for name in (f"call_variable{number}" for number in range(1, 11))}
    (number,) = (int(word) for word in bit["name"].split("_") if word.isdigit())
    assert told == dict.fromkeys(told) | {f"call_variable{number}": f"value {number}"}


def test_calls_of_a_desktop_too() -> None:
    """BEGIN_CALL and CALL_DELIVERED on its own stream."""
    world = World()
    desktop = world.desktop("1001")
    desktop.sends(_register())
    bring(desktop, AgentState.AVAILABLE)
    world.caller_calls(call_variables=("one", *[""] * 9))
    begun = [event for event in desktop.heard if isinstance(event, m.BeginCallEvent | m.CallDeliveredEvent)]
    assert [event.call_variable1 for event in begun] == [None, None]


@pytest.mark.fidelity("variables.mask")
@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (_register(0x400), StatusCode.INVALID_CALL_VARIABLE_MASK),
        (_register(0, ("user.none",)), StatusCode.NAMED_VARIABLE_NOT_CONFIGURED),
        (_register(0, (), ("user.none",)), StatusCode.NAMED_ARRAY_NOT_CONFIGURED),
        (_register(0, ("user.history",)), StatusCode.SCALAR_FUNCTION_ON_ARRAY),
        (_register(0, (), ("user.account",)), StatusCode.ARRAY_FUNCTION_ON_SCALAR),
    ],
)
def test_what_cannot_be_registered(request_: m.RegisterVariablesReq, status: StatusCode) -> None:
    """A wrong REGISTER_VARIABLES_REQ gets its status, and what was registered before stays."""
    world = World()
    client = world.open(25, 0)
    client.sends(_register(1))
    client.forgets()
    client.is_refused(request_, status)
    session = world.engine.registry[client.number]
    assert session.variable_filter == VariableFilter(frozenset((1,)), frozenset(), frozenset())
