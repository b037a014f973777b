"""What is made of layouts is found by the MessageType of a frame."""

from __future__ import annotations

from collections.abc import Callable

from ctiproto.by_type import ByType
from ctiproto.codec import codec
from ctiproto.declare import Message
from ctiproto.layout import Layout
from ctiproto.messages import ConfigMrdEvent, ConfigRequestEvent
from ctiproto.versions import Profile
from tests.ctiproto.building import OPEN_REQ

Said = Callable[[bytes], str]


def of_layout(layout: Layout) -> Said:
    """Says the layout that a frame is read in."""
    extended = "+" * any(field.bodies is not None for field in layout.fixed)
    return lambda frame: f"{layout.name}{extended} {layout.profile.version} {len(frame)}"


def without_layout(number: int, cls: type[Message] | None, profile: Profile) -> Said:
    """Says what is known of a frame that has no layout."""
    return lambda frame: f"{number} {cls and cls.__name__} {profile.version} {len(frame)}"


def table(version: int) -> ByType[str]:
    """A table of what is said of frames."""
    return ByType(Profile(version), of_layout, without_layout)


def test_a_function_is_made_once() -> None:
    """It is the same for all frames of a type."""
    found = table(15)
    assert found[5] is found[5]
    assert found[5](bytes(12)) == "HEARTBEAT_REQ 15 12"


def test_types_without_a_layout() -> None:
    """Of a type that no table lists nothing is kept, so that a peer that sends many of them costs no memory."""
    found = table(15)
    assert found[99_999](bytes(8)) == "99999 None 15 8"
    assert 99_999 not in found
    later = ConfigMrdEvent.declaration.number
    assert found[later](bytes(8)) == f"{later} ConfigMrdEvent 15 8"
    assert later in found


def test_layouts_that_depend_on_the_frame() -> None:
    """On the version that it announces, or on the size of its body."""
    data = codec(Profile(25)).encode(OPEN_REQ.changed(version_number=17))
    found = table(25)
    assert found[int.from_bytes(data[4:8])](data) == f"OPEN_REQ 17 {len(data)}"
    number = ConfigRequestEvent.declaration.number
    assert found[number](bytes(16)) == "CONFIG_REQUEST_EVENT 25 16"
    assert found[number](bytes(20)) == "CONFIG_REQUEST_EVENT+ 25 20"
