"""Keep what is made of layouts where a frame finds it: by its MessageType."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.layout import Layout, announced_profile, has_extension, layout_of, layout_of_body
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Profile

T = TypeVar("T")


class ByType(dict[int, Callable[[bytes], T]], Generic[T]):
    """Functions of the frames of one profile, by MessageType; each is made when it is first asked for.

    Args:
        profile: dialect and version of the session.
        of_layout: gives the function for frames of a layout, the same each time.
        without_layout: makes the function for frames whose body is bytes, of their MessageType, of the class of their
            message if there is one, and of the profile.
    """

    def __init__(
        self,
        profile: Profile,
        of_layout: Callable[[Layout], Callable[[bytes], T]],
        without_layout: Callable[[int, type[Message] | None, Profile], Callable[[bytes], T]],
    ) -> None:
        super().__init__()
        self._profile = profile
        self._of_layout = of_layout
        self._without_layout = without_layout

    def __missing__(self, number: int) -> Callable[[bytes], T]:
        cls = messages_of(self._profile.dialect).by_number.get(number)
        if cls is None:
            # Not kept: a peer that sends many types costs no memory.
            return self._without_layout(number, None, self._profile)
        made = self[number] = self._made(number, cls)
        return made

    def _made(self, number: int, cls: type[Message]) -> Callable[[bytes], T]:
        profile = self._profile
        declaration = cls.declarations[profile.dialect]
        if issubclass(cls, Opaque) or not declaration.is_in(profile.version):
            return self._without_layout(number, cls, profile)
        if declaration.version_field is None and not has_extension(cls, profile):
            return self._of_layout(layout_of(cls, profile))

        def depending_on_the_frame(frame: bytes) -> T:
            own = announced_profile(cls, profile, frame)
            return self._of_layout(layout_of_body(cls, own, len(frame) - MHDR_SIZE))(frame)

        return depending_on_the_frame
