"""The exceptions by which the switch refuses a command."""

from __future__ import annotations

from typing import Final

from ctiproto.constants import ControlFailureCode

UNKNOWN_PERIPHERAL: Final = ControlFailureCode.UNKNOWN_PID
OFFLINE: Final = ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR
IS_SO_ALREADY: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
NO_ROUTER: Final = ControlFailureCode.GENERIC_OPERATION_REJECTION


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


# fidelity uccx.failures: guide Unified CCX, "Unified CCX Error Code Values"; ours: On Unified CCX the peripheral's own
# number of a refusal is one of its codes from 88001 on, or 0; which code goes with which failure is ours.
CCX_ERRORS: Final = {
    ControlFailureCode.VALUE_OUT_OF_RANGE: 88_010,
    ControlFailureCode.INVALID_CALLING_DEVICE: 88_008,
    ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER: 88_012,
    ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER: 88_016,
    ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER: 88_017,
    ControlFailureCode.NO_ACTIVE_CALL: 88_017,
    ControlFailureCode.NO_HELD_CALL: 88_017,
    ControlFailureCode.NO_CALL_TO_CLEAR: 88_013,
    ControlFailureCode.NO_CONNECTION_TO_CLEAR: 88_017,
    ControlFailureCode.NO_CALL_TO_ANSWER: 88_017,
    ControlFailureCode.RESOURCE_BUSY: 88_005,
    ControlFailureCode.RESOURCE_OUT_OF_SERVICE: 88_004,
    ControlFailureCode.INVALID_AGENT_ID_SPECIFIED: 88_008,
    ControlFailureCode.INVALID_LOGON_DEVICE_SPECIFIED: 88_003,
    ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR: 88_014,
    ControlFailureCode.AGENT_NOT_PARTY_ON_CALL: 88_017,
    ControlFailureCode.INVALID_DIALED_NUMBER: 88_015,
}
"""The peripheral's own numbers of refusals on Unified CCX, by the failure; all others have 0."""


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
