"""What an operator can have happen.

The links, the people outside, and the agents at their telephones.  An agent who works by himself obeys: whoever
simulates him lets go, and takes him back some time after the last order.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Final

from attrs import frozen

from ctiserver.admin.fields import Order, said
from ctiserver.admin.results import AgentNow, Announced, CallLeft, NewCall, SiteTaken, SystemNow

_NUMBER: Final = 40
"""Characters of a telephone number."""

_ID: Final = 11
"""Characters of an agent's login id."""

_DEVICE: Final = 64
"""Characters of a device's number."""


class Trouble(Enum):
    """Why an outside number cannot be reached."""

    BUSY = "busy"
    NO_ANSWER = "no-answer"
    UNREACHABLE = "unreachable"
    CONGESTION = "congestion"


def _of_peripheral() -> int | None:
    text = "The number of the peripheral; without it, the first one of the site."
    number: int | None = said(text, default=None)
    return number


# --- everybody's screen, and the links --------------------------------------------------------------------------------


@frozen(kw_only=True)
class SendText(Order):
    """Send every session a text for people to read (SYSTEM_EVENT 5)."""

    phrase: ClassVar = "text"
    answer: ClassVar = Announced
    text: str = said("What to say: up to 254 characters.", most=254, example="Fire drill at noon")


@frozen(kw_only=True)
class LinkOrder(Order):
    """Something that happens to a link or a station."""

    answer: ClassVar = SystemNow


@frozen(kw_only=True)
class LoseController(LinkOrder):
    """Lose the central controller: calls go on, but nothing is routed by it any more (SYSTEM_EVENT 2)."""

    phrase: ClassVar = "controller lost"


@frozen(kw_only=True)
class RegainController(LinkOrder):
    """Reach the central controller again (SYSTEM_EVENT 1)."""

    phrase: ClassVar = "controller back"


@frozen(kw_only=True)
class LoseGateway(LinkOrder):
    """Lose the peripheral gateway: no event of calls and agents is told, requests are refused (SYSTEM_EVENT 6)."""

    phrase: ClassVar = "gateway lost"


@frozen(kw_only=True)
class RegainGateway(LinkOrder):
    """Reach the peripheral gateway again: sessions hear how things are now."""

    phrase: ClassVar = "gateway back"


@frozen(kw_only=True)
class TakePeripheralOffline(LinkOrder):
    """Lose the link to a peripheral: its calls are not reported any more (SYSTEM_EVENT 4)."""

    phrase: ClassVar = "peripheral offline"
    peripheral: int = said("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class BringPeripheralOnline(LinkOrder):
    """Reach a peripheral again: its agents are reported anew (SYSTEM_EVENT 3)."""

    phrase: ClassVar = "peripheral online"
    peripheral: int = said("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class TakeDeviceOutOfService(LinkOrder):
    """Remove a station: its calls end, and its agent is signed out (SYSTEM_EVENT 10)."""

    phrase: ClassVar = "device out-of-service"
    device: str = said("The extension or the instrument of the station.", most=_DEVICE, example="2001")
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class ReturnDeviceToService(LinkOrder):
    """Put a station back that was removed (SYSTEM_EVENT 11)."""

    phrase: ClassVar = "device in-service"
    device: str = said("The extension or the instrument of the station.", most=_DEVICE, example="2001")
    peripheral: int | None = _of_peripheral()


# --- agents -----------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class AgentOrder(Order):
    """Something that an agent does."""

    answer: ClassVar = AgentNow
    agent: str = said("The agent's login id.", most=_ID, example="1001")
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class SignIn(AgentOrder):
    """Have an agent sign in; nobody asks for his password."""

    phrase: ClassVar = "agent sign-in"
    device: str | None = said("The station to sign in at; without it, his own.", default=None, most=_DEVICE)


@frozen(kw_only=True)
class SignOut(AgentOrder):
    """Have an agent sign out."""

    phrase: ClassVar = "agent sign-out"
    reason: int = said("His reason code.", default=0, highest=0xFFFF, example="7")


@frozen(kw_only=True)
class BecomeReady(AgentOrder):
    """Have an agent take calls."""

    phrase: ClassVar = "agent ready"


@frozen(kw_only=True)
class BecomeNotReady(AgentOrder):
    """Have an agent take no calls."""

    phrase: ClassVar = "agent not-ready"
    reason: int = said("His reason code.", default=0, highest=0xFFFF, example="7")


@frozen(kw_only=True)
class Dial(AgentOrder):
    """Have an agent call somebody: a station, a number of the site or one outside."""

    phrase: ClassVar = "agent dial"
    number: str = said("The number that he dials.", most=_NUMBER, example="95550100")


@frozen(kw_only=True)
class PartOrder(AgentOrder):
    """Something that an agent does with one of his calls."""

    call: int | None = said("The number of the call; without it, the only one that it can mean.", default=None)


@frozen(kw_only=True)
class AnswerCall(PartOrder):
    """Have an agent answer a call; without its number, the one that has rung longest."""

    phrase: ClassVar = "agent answer"


@frozen(kw_only=True)
class HoldCall(PartOrder):
    """Have an agent put a call on hold."""

    phrase: ClassVar = "agent hold"


@frozen(kw_only=True)
class RetrieveCall(PartOrder):
    """Have an agent take a call back that he holds."""

    phrase: ClassVar = "agent retrieve"


@frozen(kw_only=True)
class ClearCall(PartOrder):
    """Have an agent put the receiver down on a call."""

    phrase: ClassVar = "agent clear"


# --- people outside ---------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class CallArrives(Order):
    """Have somebody outside call a number of the site."""

    phrase: ClassVar = "call arrive"
    answer: ClassVar = NewCall
    number: str = said("The number that he dials.", most=_NUMBER, example="8001")
    caller: str = said("His own number.", default="5550100", most=_NUMBER)
    digits: str = said("What he typed in before.", default="", most=_NUMBER)
    variables: dict[str, str] = said(
        "What is known of him: call variables by number, others by name, elements of arrays as name[index].",
        default=dict,
        option="variable",
        example="user.account=4711",
    )
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class CallOrder(Order):
    """Something that somebody outside does."""

    answer: ClassVar = CallLeft
    call: int = said("The number of the call.", example="16777217")
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class CallerHangsUp(CallOrder):
    """Have the party outside put the receiver down."""

    phrase: ClassVar = "call hang-up"


@frozen(kw_only=True)
class OutsideAnswers(CallOrder):
    """Have the party outside answer who is being called."""

    phrase: ClassVar = "call outside-answers"
    machine: bool = said("Whether a machine answers; only predictive calls care.", default=False)


@frozen(kw_only=True)
class OutsideRefuses(CallOrder):
    """Have the party outside not be reached who is being called."""

    phrase: ClassVar = "call outside-refuses"
    why: Trouble = said("Why not.", default=Trouble.BUSY, example="no-answer")


# --- the server itself ------------------------------------------------------------------------------------------------


class SideName(Enum):
    """One of the two sides."""

    A = "A"
    B = "B"


@frozen(kw_only=True)
class SideOrder(Order):
    """Something that happens to the sides of the server."""

    answer: ClassVar = SystemNow


@frozen(kw_only=True)
class StopSide(SideOrder):
    """Stop a side in an orderly way: its sessions are told, and the other side becomes the active one."""

    phrase: ClassVar = "side stop"
    side: SideName = said("Which one.", example="A")


@frozen(kw_only=True)
class KillSide(SideOrder):
    """Let a side die: its connections break off without a word, and the other side becomes the active one."""

    phrase: ClassVar = "side kill"
    side: SideName = said("Which one.", example="A")


@frozen(kw_only=True)
class StartSide(SideOrder):
    """Start a side that is down: it stands by, or is the active one if there is no other."""

    phrase: ClassVar = "side start"
    side: SideName = said("Which one.", example="A")


@frozen(kw_only=True)
class SwitchOver(SideOrder):
    """Make the side that stands by the active one, and the active one stand by."""

    phrase: ClassVar = "side switch-over"


@frozen(kw_only=True)
class BeginMaintenance(SideOrder):
    """Ask the clients whether the active side may go into maintenance; the log says what they answered."""

    phrase: ClassVar = "side maintenance"


@frozen(kw_only=True)
class ReloadSite(Order):
    """Read the site file again; what can change while the server runs changes."""

    phrase: ClassVar = "site reload"
    answer: ClassVar = SiteTaken


ORDERS: Final[tuple[type[Order], ...]] = (
    SendText,
    LoseController,
    RegainController,
    LoseGateway,
    RegainGateway,
    TakePeripheralOffline,
    BringPeripheralOnline,
    TakeDeviceOutOfService,
    ReturnDeviceToService,
    SignIn,
    SignOut,
    BecomeReady,
    BecomeNotReady,
    Dial,
    AnswerCall,
    HoldCall,
    RetrieveCall,
    ClearCall,
    CallArrives,
    CallerHangsUp,
    OutsideAnswers,
    OutsideRefuses,
    StopSide,
    KillSide,
    StartSide,
    SwitchOver,
    BeginMaintenance,
    ReloadSite,
)
"""All orders, in the order in which they are listed."""
