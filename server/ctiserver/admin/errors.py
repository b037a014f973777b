"""Why a command or query was denied: the guide's code and name, and what was expected instead."""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from ctiproto.constants import ControlFailureCode, StatusCode
from ctiserver.admin.fields import described
from ctiserver.centre.switch.errors import Refused

C = ControlFailureCode

_EXPECTED: Final = {
    C.REQUEST_INCOMPATIBLE_WITH_OBJECT: "something that is not so already",
    C.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE: "a number and a line that the agent's desk settings allow",
    C.INVALID_CSTA_CALL_IDENTIFIER: "the number of a call that is there",
    C.INVALID_CSTA_DEVICE_IDENTIFIER: "the extension or the instrument of a station",
    C.GENERIC_STATE_INCOMPATIBILITY: "an agent whose state allows it",
    C.NO_ACTIVE_CALL: "an agent with a call that is connected",
    C.NO_HELD_CALL: "an agent with a call on hold",
    C.NO_CONNECTION_TO_CLEAR: "a party on the call that can leave it",
    C.NO_CALL_TO_ANSWER: "a call that rings there",
    C.RESOURCE_BUSY: "a line or a trunk that is free, or a DNIS that is no number of the site and not in use",
    C.RESOURCE_OUT_OF_SERVICE: "a station that is in service",
    C.ADJUNCT_SWITCH_COMM_ERROR: "a peripheral that is on-line",
    C.AGENT_NOT_PARTY_ON_CALL: "a call that the agent has a part in",
    C.SPECIFIED_AGENT_ALREADY_SIGNED_ON: "an agent who is signed out",
    C.INVALID_LOGON_DEVICE_SPECIFIED: "the extension or the instrument of a station",
    C.INVALID_AGENT_REASON_CODE: "a reason code of the site",
    C.GENERIC_OPERATION_REJECTION: "a central controller that can be reached, and a site that has pre-calls",
    C.REASON_CODE_REQUIRED: "a reason code above 0",
    C.SPECIFIED_EXTENSION_ALREADY_IN_USE: "a station at which no agent is signed in",
    C.INVALID_DIALED_NUMBER: "a number that leads somewhere",
}
"""What was expected, for each code with which the switch refuses commands of an operator."""


class Fault(Enum):
    """Why a request was denied."""

    INVALID = "invalid"
    """The request makes no sense to any server."""
    UNKNOWN = "unknown"
    """The request names what is not there."""
    REFUSED = "refused"
    """The request cannot be carried out as things are."""


@frozen(kw_only=True)
class Denied:
    """A command was not carried out, or a query not answered; nothing has changed."""

    fault: Fault = described("Why: it makes no sense, it names what is not there, or it cannot be carried out now.")
    code: int = described("The guide's number of the reason.")
    name: str = described("The guide's name of the reason.")
    text: str = described("What is wrong.")
    expected: str = described("What was expected instead.")
    peripheral_error: int = described("The peripheral's own number of the reason; 0: it has none.", default=0)


class DeniedError(Exception):
    """A request is denied.

    Args:
        denied: the answer to it.
    """

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied)
        self.denied = denied


def unknown(status: StatusCode, text: str, expected: str) -> DeniedError:
    """The error for a request that names what is not there."""
    name, code = status.guide_name, int(status)
    return DeniedError(Denied(fault=Fault.UNKNOWN, code=code, name=name, text=text, expected=expected))


def invalid(status: StatusCode, text: str, expected: str) -> DeniedError:
    """The error for a request that makes no sense."""
    name, code = status.guide_name, int(status)
    return DeniedError(Denied(fault=Fault.INVALID, code=code, name=name, text=text, expected=expected))


def impossible(text: str, expected: str) -> DeniedError:
    """The error for a request that cannot be carried out as things are."""
    status = StatusCode.FUNCTION_NOT_AVAILABLE
    denied = Denied(fault=Fault.REFUSED, code=int(status), name=status.guide_name, text=text, expected=expected)
    return DeniedError(denied)


def internal_error(phrase: str) -> Denied:
    """The answer to a request that ended in an exception of ours."""
    status = StatusCode.UNSPECIFIED_FAILURE
    return Denied(
        fault=Fault.REFUSED,
        code=int(status),
        name=status.guide_name,
        text=f"{phrase}: a bug of ours, which the log of the server shows",
        expected="that it is reported",
    )


def refused_by_switch(phrase: str, refused: Refused) -> Denied:
    """The answer to a command that the switch refused, with the switch's code."""
    told = f"{phrase}: {_in_words(refused.code.guide_name)}"
    if refused.peripheral_error:
        told += f" (peripheral error {refused.peripheral_error})"
    return Denied(
        fault=Fault.REFUSED,
        code=int(refused.code),
        name=refused.code.guide_name,
        text=told,
        expected=_EXPECTED.get(refused.code, "a command that the peripheral accepts"),
        peripheral_error=refused.peripheral_error,
    )


def _in_words(name: str) -> str:
    return name.removeprefix("CF_").replace("_", " ").lower()
