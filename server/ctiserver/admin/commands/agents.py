"""Commands to agents at their telephones."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ctiserver.admin.fields import LONGEST_DEVICE, LONGEST_ID, LONGEST_NUMBER, Command, described, of_peripheral
from ctiserver.admin.results import AgentNow


@frozen(kw_only=True)
class AgentCommand(Command):
    """A command to an agent."""

    result: ClassVar = AgentNow
    agent: str = described("The agent's login id.", most=LONGEST_ID, example="1001")
    peripheral: int | None = of_peripheral()


@frozen(kw_only=True)
class SignIn(AgentCommand):
    """Have an agent sign in; no password is needed."""

    phrase: ClassVar = "agent sign-in"
    device: str | None = described(
        "The station to sign in at; without it, their own.", default=None, most=LONGEST_DEVICE
    )


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
    number: str = described("The number to dial.", most=LONGEST_NUMBER, example="95550100")


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
