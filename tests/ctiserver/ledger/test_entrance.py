"""Everything that comes in goes through one function, and does what the door of the server does by itself."""

from __future__ import annotations

import attrs
import pytest

from ctiproto.codec import codec
from ctiproto.constants import CTIService
from ctiproto.messages import OpenConf
from ctiproto.versions import Dialect, Profile
from ctiserver.admin.commands import ReloadSite, SendText
from ctiserver.admin.errors import Denied
from ctiserver.admin.results import Announced
from ctiserver.centre.switch.commands import CallArrives
from ctiserver.centre.switch.errors import Refused, Unchangeable
from ctiserver.engine.effects import HangUp, Send, log_record
from ctiserver.ledger import entrance as room
from ctiserver.ledger.entrance import Entrance, enter, found
from ctiserver.ledger.inputs import Commanded, Founded, Input, Ordered
from ctiserver.site.endpoints import Endpoint
from tests.ctiserver.admin.console import admin_handler
from tests.support.harness import PG, START, World, demo, open_req


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> list[Input]:
    """The inputs that came through the one function."""
    inputs: list[Input] = []

    def noticed(duplex: object, handler: object, given: Input) -> room.Entered:
        inputs.append(given)
        return enter(duplex, handler, given)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "enter", noticed)
    return inputs


def entrance() -> Entrance:
    """The way into a server with one side."""
    return admin_handler(World())


def test_every_call_is_an_input(came: list[Input]) -> None:
    """With the time at which it came."""
    way = entrance()
    came.clear()
    assert way.start(START) == []
    assert way.connected(1, "A", Endpoint("192.0.2.1", 50001), START) == []
    opened = way.received(1, codec(Profile(25)).encode(open_req(25)), START + 1)
    assert [type(effect) for effect in opened][:1] == [Send]
    assert way.handle(SendText(text="drill"), START + 2)[0] == Announced(sessions=1)
    assert way.reconfigure(demo(load_time=9.0), START + 3) == []
    assert way.next_deadline() == way.duplex.next_deadline()
    assert way.tick(START + 4) == []
    assert [effect for effect in way.stop(START + 5) if isinstance(effect, HangUp)] == [HangUp(1, 0.5)]
    assert way.lost(1, START + 6) == []
    assert [type(each).__name__ for each in came] == [
        *("Started", "Connected", "Received", "Ordered", "Reloaded", "Ticked", "Stopped", "Lost"),
    ]
    assert [each.at - START for each in came] == [0, 0, 1, 2, 3, 4, 5, 6]


def test_to_read_a_file_is_no_input(came: list[Input]) -> None:
    """What is read comes in as another site; who replays it has no file."""
    way = entrance()
    came.clear()
    denied, effects = way.handle(ReloadSite(), START)
    assert isinstance(denied, Denied)
    refused = log_record("order_refused", order=ReloadSite.phrase, said={}, code=denied.code, name=denied.name)
    assert effects == [refused]
    assert came == []


def test_a_command_without_a_client() -> None:
    """A caller of a scenario, say; what the switch declines is refused."""
    way = entrance()
    call = CallArrives(peripheral_id=PG, dialed_number="8001")
    way.enter(Commanded(at=START, command=call))
    assert len(way.duplex.centre.switch.calls(PG)) == 1
    with pytest.raises(Refused):
        way.enter(Commanded(at=START, command=attrs.evolve(call, dialed_number="1")))


def test_a_site_that_cannot_take_over() -> None:
    """The error comes out as it does from the door, and nothing has changed."""
    way, other = entrance(), demo()
    with pytest.raises(Unchangeable):
        way.reconfigure(attrs.evolve(other, peripherals=(attrs.evolve(other.peripherals[0], id=1),)), START)
    assert way.duplex.centre.site == other


def test_what_a_server_is_made_of() -> None:
    """Two of the same make do the same."""
    founded = Founded(at=START, site=demo(), seed=3, two_sides=True, rate=60.0, calls_per_hour=600.0)
    one, other = found(founded), found(founded)
    assert list(one.sides) == ["A", "B"]
    world = World()
    world.duplex, world.centre = one, one.centre
    for duplex in (one, other):
        duplex.start(START)
    for at in range(600):
        given = Ordered(at=START + at, request=SendText(text="x")) if at % 60 == 0 else None
        if given is None:
            assert one.tick(START + at) == other.tick(START + at)
    assert one.centre.switch.calls(PG) == other.centre.switch.calls(PG) != ()


def test_numbers_of_calls_follow_from_when_the_server_began() -> None:
    """Not from when the first call comes: until then nobody may call for a while, and the numbers are the same."""
    numbers: set[int] = set()
    for moment in (START, START + 3600):
        server = found(Founded(at=START, site=demo(), seed=1, workload=False))
        server.start(START)
        server.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), moment)
        numbers.update(server.centre.switch.calls(PG))
    assert len(numbers) == 1


def test_clients_are_spoken_to_in_the_dialect_of_the_server() -> None:
    """In version 18 of the second dialect a tag has two bytes and a length one; no version of UCCE has it so."""
    profile = Profile(18, Dialect.UCCX)
    site = attrs.evolve(demo(), dialect=profile.dialect)
    server = found(Founded(at=START, site=site, seed=1, workload=False))
    server.connected(1, "A", Endpoint("192.0.2.1", 50001), START)
    request = open_req(18, CTIService.SERVICE_ALL_EVENTS, peripheral_id=0, idle_timeout=120)
    first = server.received(1, codec(profile).encode(request), START)[0]
    assert isinstance(first, Send)
    assert isinstance(codec(profile).decode(first.data).message, OpenConf)
    (session,) = server.sides["A"].engine.registry
    assert session.profile == profile
