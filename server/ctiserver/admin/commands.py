"""The commands of an operator: to links, to agents at their telephones, to parties outside, and to the server.

A simulated agent obeys as any other does: the workload acts for them again some time after the last command.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Final

from attrs import frozen

from ctiserver.admin.fields import Command, described
from ctiserver.admin.results import AgentNow, Announced, CallExpected, CallLeft, NewCall, SiteTaken, SystemNow

_NUMBER: Final = 40
"""Characters of a telephone number."""

_DNIS: Final = 31
"""Characters of a DNIS."""

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
    number: int | None = described(text, default=None)
    return number


# --- texts and links --------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class SendText(Command):
    """Send every session a text for people to read (SYSTEM_EVENT 5)."""

    phrase: ClassVar = "text"
    result: ClassVar = Announced
    text: str = described("What to say: up to 254 characters.", most=254, example="Fire drill at noon")


@frozen(kw_only=True)
class LinkCommand(Command):
    """A command to a link or a station."""

    result: ClassVar = SystemNow


@frozen(kw_only=True)
class LoseController(LinkCommand):
    """Lose the central controller: calls go on, but nothing is routed by it any more (SYSTEM_EVENT 2)."""

    phrase: ClassVar = "controller lost"


@frozen(kw_only=True)
class RegainController(LinkCommand):
    """Reach the central controller again (SYSTEM_EVENT 1)."""

    phrase: ClassVar = "controller back"


@frozen(kw_only=True)
class LosePeripheralGateway(LinkCommand):
    """Lose the peripheral gateway: no event of calls and agents is told, requests are refused (SYSTEM_EVENT 6)."""

    phrase: ClassVar = "pg lost"


@frozen(kw_only=True)
class RegainPeripheralGateway(LinkCommand):
    """Reach the peripheral gateway again: sessions hear how things are now."""

    phrase: ClassVar = "pg back"


@frozen(kw_only=True)
class TakePeripheralOffline(LinkCommand):
    """Lose the link to a peripheral: its calls are not reported any more (SYSTEM_EVENT 4)."""

    phrase: ClassVar = "peripheral offline"
    peripheral: int = described("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class BringPeripheralOnline(LinkCommand):
    """Reach a peripheral again: its agents are reported anew (SYSTEM_EVENT 3)."""

    phrase: ClassVar = "peripheral online"
    peripheral: int = described("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class TakeDeviceOutOfService(LinkCommand):
    """Remove a station: it leaves its calls, and its agent is signed out (SYSTEM_EVENT 10)."""

    phrase: ClassVar = "device out-of-service"
    device: str = described("The extension or the instrument of the station.", most=_DEVICE, example="2001")
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class ReturnDeviceToService(LinkCommand):
    """Put a station back that was removed (SYSTEM_EVENT 11)."""

    phrase: ClassVar = "device in-service"
    device: str = described("The extension or the instrument of the station.", most=_DEVICE, example="2001")
    peripheral: int | None = _of_peripheral()


# --- agents -----------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class AgentCommand(Command):
    """A command to an agent."""

    result: ClassVar = AgentNow
    agent: str = described("The agent's login id.", most=_ID, example="1001")
    peripheral: int | None = _of_peripheral()


@frozen(kw_only=True)
class SignIn(AgentCommand):
    """Have an agent sign in; no password is needed."""

    phrase: ClassVar = "agent sign-in"
    device: str | None = described("The station to sign in at; without it, their own.", default=None, most=_DEVICE)


@frozen(kw_only=True)
class SignOut(AgentCommand):
    """Have an agent sign out."""

    phrase: ClassVar = "agent sign-out"
    reason: int = described("The reason code.", default=0, highest=0xFFFF, example="7")


@frozen(kw_only=True)
class BecomeReady(AgentCommand):
    """Have an agent take calls."""

    phrase: ClassVar = "agent ready"


@frozen(kw_only=True)
class BecomeNotReady(AgentCommand):
    """Have an agent take no calls."""

    phrase: ClassVar = "agent not-ready"
    reason: int = described("The reason code.", default=0, highest=0xFFFF, example="7")


@frozen(kw_only=True)
class Dial(AgentCommand):
    """Have an agent dial: a station, a number of the site or one outside."""

    phrase: ClassVar = "agent dial"
    number: str = described("The number to dial.", most=_NUMBER, example="95550100")


@frozen(kw_only=True)
class AgentCallCommand(AgentCommand):
    """A command to an agent about one of the agent's calls."""

    call: int | None = described("The number of the call; without it, the only one that it can mean.", default=None)


@frozen(kw_only=True)
class AnswerCall(AgentCallCommand):
    """Have an agent answer a call; without its number, the one that has rung longest."""

    phrase: ClassVar = "agent answer"


@frozen(kw_only=True)
class HoldCall(AgentCallCommand):
    """Have an agent put a call on hold."""

    phrase: ClassVar = "agent hold"


@frozen(kw_only=True)
class RetrieveCall(AgentCallCommand):
    """Have an agent take back a call that is on hold."""

    phrase: ClassVar = "agent retrieve"


@frozen(kw_only=True)
class ClearCall(AgentCallCommand):
    """Have an agent hang up."""

    phrase: ClassVar = "agent clear"


# --- parties outside --------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class CallerCommand(Command):
    """A command about a call from outside that begins by it, or will."""

    number: str = described("The number that the caller dials.", most=_NUMBER, example="8001")
    caller: str = described("The caller's number.", default="5550100", most=_NUMBER)
    digits: str = described("The digits that the caller has entered (CallerEnteredDigits).", default="", most=_NUMBER)
    variables: dict[str, str] = described(
        "What the call carries: call variables by number, others by name, elements of arrays as name[index].",
        default=dict,
        option="variable",
        example="user.account=4711",
    )
    peripheral: int | None = _of_peripheral()


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
    agent: str | None = described("The agent's login id; without it, the router chooses.", default=None, most=_ID)


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
class OutsideCommand(Command):
    """A command to the party outside on a call."""

    result: ClassVar = CallLeft
    call: int = described("The number of the call.", example="16777217")
    peripheral: int | None = _of_peripheral()


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


# --- the server itself ------------------------------------------------------------------------------------------------


class SideName(Enum):
    """One of the two sides."""

    A = "A"
    B = "B"


@frozen(kw_only=True)
class SideCommand(Command):
    """A command to the sides of the CTI Server."""

    result: ClassVar = SystemNow


@frozen(kw_only=True)
class StopSide(SideCommand):
    """Stop a side in an orderly way: its sessions are told, and the other side becomes the active one."""

    phrase: ClassVar = "side stop"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class KillSide(SideCommand):
    """Kill a side: its connections break off without any message, and the other side becomes the active one."""

    phrase: ClassVar = "side kill"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class StartSide(SideCommand):
    """Start a side that is down: it stands by, or is the active one if there is no other."""

    phrase: ClassVar = "side start"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class SwitchOver(SideCommand):
    """Make the side that stands by the active one, and the active one stand by."""

    phrase: ClassVar = "side switch-over"


@frozen(kw_only=True)
class BeginMaintenance(SideCommand):
    """Ask the clients whether the active side may go into maintenance; the log says what they answered."""

    phrase: ClassVar = "side maintenance"


@frozen(kw_only=True)
class ReloadSite(Command):
    """Read the site file again; what can change while the server runs changes."""

    phrase: ClassVar = "site reload"
    result: ClassVar = SiteTaken


COMMANDS: Final[tuple[type[Command], ...]] = (
    SendText,
    LoseController,
    RegainController,
    LosePeripheralGateway,
    RegainPeripheralGateway,
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
    AnnounceCall,
    TranslationRouteCall,
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
"""All commands, in the order in which they are listed."""
