"""How an operator is told no: in the guide's words, and with what would have done."""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import frozen

from ctiproto.constants import ControlFailureCode, StatusCode
from ctiserver.admin.fields import said
from ctiserver.centre.switch.errors import Refused

C = ControlFailureCode

_EXPECTED: Final = {
    C.REQUEST_INCOMPATIBLE_WITH_OBJECT: "something that is not so already",
    C.INVALID_CSTA_CALL_IDENTIFIER: "the number of a call that is there",
    C.INVALID_CSTA_DEVICE_IDENTIFIER: "the extension or the instrument of a station",
    C.GENERIC_STATE_INCOMPATIBILITY: "an agent whose state allows it",
    C.NO_ACTIVE_CALL: "an agent with a call that is connected",
    C.NO_HELD_CALL: "an agent with a call on hold",
    C.NO_CONNECTION_TO_CLEAR: "somebody on the call who can leave it",
    C.NO_CALL_TO_ANSWER: "a call that rings there",
    C.RESOURCE_BUSY: "a line or a trunk that is free",
    C.RESOURCE_OUT_OF_SERVICE: "a station that is in service",
    C.ADJUNCT_SWITCH_COMM_ERROR: "a peripheral that is on-line",
    C.AGENT_NOT_PARTY_ON_CALL: "a call that the agent has a part in",
    C.SPECIFIED_AGENT_ALREADY_SIGNED_ON: "an agent who is signed out",
    C.INVALID_LOGON_DEVICE_SPECIFIED: "the extension or the instrument of a station",
    C.REASON_CODE_REQUIRED: "a reason code above 0",
    C.SPECIFIED_EXTENSION_ALREADY_IN_USE: "a station at which nobody is signed in",
    C.INVALID_DIALED_NUMBER: "a number that leads somewhere",
}
"""What would have done, for the codes that orders are refused with."""


class Fault(Enum):
    """What kind of no it is."""

    INVALID = "invalid"
    """What was said makes no sense, here or anywhere."""
    UNKNOWN = "unknown"
    """It names somebody or something that is not there."""
    REFUSED = "refused"
    """It cannot be done as things are."""


@frozen(kw_only=True)
class Denied:
    """An order was not carried out, or a question not answered; nothing has changed."""

    fault: Fault = said("What kind of no it is: it makes no sense, it names what is not there, or it cannot be now.")
    code: int = said("The guide's number of the reason.")
    name: str = said("The guide's name of the reason.")
    text: str = said("What is wrong.")
    expected: str = said("What would have done.")
    peripheral_error: int = said("The peripheral's own number of the reason; 0: it has none.", default=0)


class Denial(Exception):  # noqa: N818 - a no is an answer, not an error
    """Carries what is answered instead of what was asked for."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied)
        self.denied = denied


def unknown(status: StatusCode, text: str, expected: str) -> Denial:
    """There is no such thing."""
    name, code = status.guide_name, int(status)
    return Denial(Denied(fault=Fault.UNKNOWN, code=code, name=name, text=text, expected=expected))


def invalid(status: StatusCode, text: str, expected: str) -> Denial:
    """It makes no sense."""
    name, code = status.guide_name, int(status)
    return Denial(Denied(fault=Fault.INVALID, code=code, name=name, text=text, expected=expected))


def impossible(text: str, expected: str) -> Denial:
    """It cannot be done as things are."""
    status = StatusCode.FUNCTION_NOT_AVAILABLE
    denied = Denied(fault=Fault.REFUSED, code=int(status), name=status.guide_name, text=text, expected=expected)
    return Denial(denied)


def broken(phrase: str) -> Denied:
    """A mistake of ours."""
    status = StatusCode.UNSPECIFIED_FAILURE
    return Denied(
        fault=Fault.REFUSED,
        code=int(status),
        name=status.guide_name,
        text=f"{phrase}: a bug of ours, which the log of the server shows",
        expected="that it is reported",
    )


def by_the_switch(phrase: str, refused: Refused) -> Denied:
    """The switch declines."""
    told = f"{phrase}: {_in_words(refused.code.guide_name)}"
    if refused.peripheral_error:
        told += f" (peripheral error {refused.peripheral_error})"
    return Denied(
        fault=Fault.REFUSED,
        code=int(refused.code),
        name=refused.code.guide_name,
        text=told,
        expected=_EXPECTED.get(refused.code, "an order that the peripheral accepts"),
        peripheral_error=refused.peripheral_error,
    )


def _in_words(name: str) -> str:
    return name.removeprefix("CF_").replace("_", " ").lower()
