"""Finds the frame of the tape that a client's frame stands for: by type, and by the fields that name its subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import attrs

from ctiproto.versions import Profile
from ctiserver.traffic.replay.dialogue import TapeFrame
from ctiserver.traffic.replay.fields import BODY, CONNECTIONS, FAMILIES, INVOKE_ID, Family, Field, fields_of, number_of

Order = Literal["strict", "lenient"]

ALL: Final = "all"
"""In place of the names of fields: all of them have to be equal."""

ABOUT: Final = frozenset(
    (
        *(name for name, family in FAMILIES.items() if family is Family.CALL),
        *CONNECTIONS,
        "AgentExtension",
        "AgentID",
        "AgentInstrument",
        "AgentState",
        "ApplicationID",
        "CSQID",
        "ConfigInformation",
        "ConfigurationMask",
        "DialedNumber",
        "MonitorID",
        "PeripheralID",
        "ServiceNumber",
        "SkillGroupNumber",
        "SupervisoryAction",
        BODY,
    )
)
"""What says what a request is about; its other fields may differ unless more is asked for."""


@attrs.frozen
class Matching:
    """When a frame of a client is the one of the tape.

    Args:
        order: whether only the next frame of the tape will do, or any that was not yet said; then also the one that is
            most alike, if none is like it.
        names: the fields that have to be equal; ``None``: all but the InvokeID.
    """

    order: Order = "strict"
    names: frozenset[str] | None = ABOUT

    def find(self, frame: bytes, profile: Profile, waiting: Sequence[TapeFrame]) -> TapeFrame | None:
        """Find the frame of the tape that a client's frame stands for; ``None``: there is none.

        Args:
            frame: the client's frame.
            profile: dialect and version of its session.
            waiting: the frames of the tape that did not come yet, in its order.
        """
        candidates = waiting[:1] if self.order == "strict" else waiting
        alike = [taped for taped in candidates if number_of(taped.frame) == number_of(frame)]
        if not alike:
            return None
        said = fields_of(frame, profile)
        chosen = self._chosen(said)
        same = next((taped for taped in alike if self._chosen(taped.fields) == chosen), None)
        if same is not None or self.order == "strict":
            return same
        return max(alike, key=lambda taped: _likeness(taped.fields, said))

    def _chosen(self, fields: Iterable[Field]) -> list[tuple[str, object]]:
        return [(each.name, each.value) for each in fields if self._counts(each.name)]

    def _counts(self, name: str) -> bool:
        return name != INVOKE_ID if self.names is None else name in self.names


def _likeness(one: Sequence[Field], other: Sequence[Field]) -> float:
    """How much two messages say the same: from 0 to 1."""
    ours = {(field.name, repr(field.value)) for field in one if field.name != INVOKE_ID}
    theirs = {(field.name, repr(field.value)) for field in other if field.name != INVOKE_ID}
    return len(ours & theirs) / max(len(ours | theirs), 1)
