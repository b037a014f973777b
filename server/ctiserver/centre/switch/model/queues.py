"""Queues, and the dialled numbers that lead to them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from attrs import frozen

from ctiserver.centre.switch.identifiers import Device, ServiceRef, SkillGroupRef

if TYPE_CHECKING:
    from ctiserver.centre.switch.model.calls import Call

QueueKey = tuple[int, ServiceRef, tuple[SkillGroupRef, ...]]
"""A peripheral, a service on it, and the skill groups that can give that service."""


class Queue:
    """The calls of one service that wait for one set of skill groups, in the order in which they are served."""

    def __init__(self, peripheral_id: int, service: ServiceRef, groups: tuple[SkillGroupRef, ...]) -> None:
        self.peripheral_id = peripheral_id
        self.service = service
        self.groups = groups
        self._calls: OrderedDict[int, Call] = OrderedDict()

    @property
    def key(self) -> QueueKey:
        """The key of the queue within its site."""
        return self.peripheral_id, self.service, self.groups

    def __len__(self) -> int:
        """How many calls wait."""
        return len(self._calls)

    def join(self, call: Call, *, in_front: bool) -> None:
        """Let ``call`` wait, behind all others or before them."""
        self._calls[call.id] = call
        if in_front:
            self._calls.move_to_end(call.id, last=False)

    def leave(self, call: Call) -> None:
        """Let ``call`` wait no longer."""
        del self._calls[call.id]

    def head(self) -> Call | None:
        """The call that is served next."""
        return next(iter(self._calls.values()), None)


@frozen
class Destination:
    """The target of a number of the site: a queue, the number as a device, and the category of its calls."""

    queue: Queue
    device: Device
    call_type_id: int | None
