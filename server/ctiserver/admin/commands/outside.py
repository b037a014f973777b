"""Commands to parties outside, and to the router that announces calls from there."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Final

from attrs import frozen

from ctiserver.admin.fields import LONGEST_ID, LONGEST_NUMBER, Command, described, of_peripheral
from ctiserver.admin.results import CallExpected, CallLeft, NewCall

_DNIS: Final = 31
"""Characters of a DNIS."""

_OF_CAMPAIGN: Final = 40
"""Characters of what an agent is told of a customer."""


class Trouble(Enum):
    """Why an outside number cannot be reached."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    CONGESTION = "congestion"


@frozen(kw_only=True)
class CallerCommand(Command):
    """A command about a call from outside that begins by it, or will."""

    number: str = described("The number that the caller dials.", most=LONGEST_NUMBER, example="8001")
    caller: str = described("The caller's number.", default="5550100", most=LONGEST_NUMBER)
    digits: str = described(
        "The digits that the caller has entered (CallerEnteredDigits).", default="", most=LONGEST_NUMBER
    )
    variables: dict[str, str] = described(
        "What the call carries: call variables by number, others by name, elements of arrays as name[index].",
        default=dict,
        option="variable",
        example="user.account=4711",
    )
    peripheral: int | None = of_peripheral()


@frozen(kw_only=True)
class CallArrives(CallerCommand):
    """Have a caller outside call a number of the site, or an announced call arrive."""

    phrase: ClassVar = "call arrive"
    result: ClassVar = NewCall


@frozen(kw_only=True)
class AnnouncingCommand(CallerCommand):
    """A command by which the router announces a call."""

    result: ClassVar = CallExpected
    after: int | None = described(
        "Seconds after which the call arrives by itself, if it is not given up before (precall_timeout of the site); "
        "without it, the command call arrive lets it.",
        default=None,
        highest=86_400,
        example="3",
    )


@frozen(kw_only=True)
class AnnounceCall(AnnouncingCommand):
    """Have the router announce a call to an agent, who is reserved until it arrives (AGENT_PRE_CALL_EVENT)."""

    phrase: ClassVar = "call announce"
    agent: str | None = described(
        "The agent's login id; without it, the router chooses.", default=None, most=LONGEST_ID
    )


@frozen(kw_only=True)
class TranslationRouteCall(AnnouncingCommand):
    """Have the router send a call by a translation route, and announce it (CALL_TRANSLATION_ROUTE_EVENT)."""

    phrase: ClassVar = "call translation-route"
    dnis: str | None = described(
        "The number that it will come in on; without it, the first translation route of the number that is free.",
        default=None,
        most=_DNIS,
        example="7001",
    )


@frozen(kw_only=True)
class PreviewCustomer(Command):
    """Have the outbound subsystem of Unified CCX ask an agent, by a reservation call, whether they call a customer."""

    phrase: ClassVar = "call preview"
    result: ClassVar = NewCall
    number: str = described("The customer's number, as it is dialled.", most=LONGEST_NUMBER, example="95550100")
    agent: str | None = described(
        "The agent's login id; without it, the one who has been available longest.", default=None, most=LONGEST_ID
    )
    campaign: str = described("The name of the campaign (BACampaign).", default="Campaign", most=_OF_CAMPAIGN)
    account: str = described("The customer's account (BAAccountNumber).", default="", most=_OF_CAMPAIGN)
    name: str = described("The customer's name (BABuddyName).", default="", most=_OF_CAMPAIGN)
    peripheral: int | None = of_peripheral()


@frozen(kw_only=True)
class OutsideCommand(Command):
    """A command to the party outside on a call."""

    result: ClassVar = CallLeft
    call: int = described("The number of the call.", example="16777217")
    peripheral: int | None = of_peripheral()


@frozen(kw_only=True)
class CallerHangsUp(OutsideCommand):
    """Have the party outside hang up."""

    phrase: ClassVar = "call hang-up"


@frozen(kw_only=True)
class OutsideAnswers(OutsideCommand):
    """Have the called party outside answer."""

    phrase: ClassVar = "call outside-answers"
    machine: bool = described("Whether a machine answers; only predictive calls care.", default=False)


@frozen(kw_only=True)
class OutsideRefuses(OutsideCommand):
    """Have the called party outside not be reached."""

    phrase: ClassVar = "call outside-refuses"
    why: Trouble = described("Why not.", default=Trouble.BUSY, example="no-answer")
