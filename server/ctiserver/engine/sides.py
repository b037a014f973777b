"""The sides of a server by their names, and which of them an operator may do something to."""

from __future__ import annotations

from ctiserver.engine.roles import SideRole
from ctiserver.engine.side import Side

SIDE_A = "A"
SIDE_B = "B"


class SideError(Exception):
    """An operator asked for what the sides cannot do now; nothing has changed."""


class Sides(dict[str, Side]):
    """One side or two, by their names; side A is always there."""

    @property
    def active(self) -> str | None:
        """The name of the active side; ``None``: none is."""
        return next((name for name, side in self.items() if side.is_active), None)

    @property
    def standby(self) -> str | None:
        """The name of the side that stands by; ``None``: none does."""
        return next((name for name, side in self.items() if side.role is SideRole.STANDBY), None)

    @property
    def telling(self) -> Side:
        """The active side, which tells what happens; while there is none, side A, which tells nothing."""
        for side in self.values():
            if side.is_active:
                return side
        return self[SIDE_A]

    def named(self, name: str) -> Side:
        """The side of that name.

        Raises:
            SideError: there is none.
        """
        side = self.get(name)
        if side is None:
            raise SideError(f"there is no side {name}, expected {' or '.join(self)}")
        return side

    def up(self, name: str) -> Side:
        """The side of that name, which is not down.

        Raises:
            SideError: it is, or there is none.
        """
        side = self.named(name)
        if side.role is SideRole.DOWN:
            raise SideError(f"side {name} is down already")
        return side

    def require_no_maintenance(self) -> None:
        """Refuse what cannot be done during a maintenance.

        Raises:
            SideError: one is under way.
        """
        for name, side in self.items():
            if side.role in (SideRole.ASKING, SideRole.LEAVING):
                raise SideError(f"a maintenance of side {name} is under way")

    def active_and_standby(self) -> tuple[str, str]:
        """The names of the active side and of the one that stands by.

        Raises:
            SideError: one of them is missing, or a maintenance is under way.
        """
        if len(self) == 1:
            raise SideError("there is only one side")
        self.require_no_maintenance()
        active, standby = self.active, self.standby
        if active is None or standby is None:
            roles = ", ".join(f"side {name} is {side.role.value}" for name, side in self.items())
            raise SideError(f"there is no active side with another that stands by: {roles}")
        return active, standby
