"""The exceptions by which the switch refuses a command."""

from __future__ import annotations

from ctiproto.constants import ControlFailureCode


class Refused(Exception):  # noqa: N818 - a refusal is an answer of the switch, not an error of it
    """The switch does not carry out a command; nothing has changed.

    Attributes:
        code: The control failure code, for CONTROL_FAILURE_CONF.
        peripheral_error: The peripheral's own number for the reason, 0 where it has none.
    """

    def __init__(self, code: ControlFailureCode, peripheral_error: int = 0) -> None:
        super().__init__(code, peripheral_error)
        self.code = code
        self.peripheral_error = peripheral_error

    def __str__(self) -> str:
        return f"{self.code.guide_name} (peripheral error {self.peripheral_error})"


class NoSupervisor(Refused):
    """No supervisor can be called.

    The guide answers this by FAILURE_CONF and not by a control failure code; which status depends on ``in_team``.

    Attributes:
        in_team: Whether the agent is in a team at all.
    """

    def __init__(self, *, in_team: bool) -> None:
        super().__init__(ControlFailureCode.GENERIC_UNSPECIFIED_REJECTION)
        self.in_team = in_team


class Unchangeable(Refused):
    """Another site cannot take the place of the present one.

    Attributes:
        reasons: Each obstacle in a sentence of its own; never empty.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
        self.reasons = reasons

    def __str__(self) -> str:
        return "; ".join(self.reasons)


class ImpossibleMoveError(Exception):
    """A trigger happened at a connection for which the table of states has no move: a mistake in the switch."""
