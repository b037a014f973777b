"""What an operator does to the links of the server itself, and to everybody's screen.

Everything that was due is done before any of this.

What links to peripherals and to the central controller decide is the switch's business; they are commands of it.
Guide: SYSTEM_EVENT.
"""

from __future__ import annotations

from ctiproto.constants import SystemEventID
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.translate.system import peripheral_event, system_event


def announce(duplex: Duplex, text: str, now: float) -> list[Effect]:
    """Tell every session something for people to read."""
    return duplex.announce([system_event(SystemEventID.TEXT_FYI, now, duplex.telling_side.status, text=text)], now)


def lose_gateway(duplex: Duplex, now: float) -> list[Effect]:
    """The peripheral gateway is out of reach: what happens behind it is not told.

    Raises:
        Refused: it was before (2).
    """
    duplex.telling_side.pg_link.lose(duplex.centre)
    lost = system_event(SystemEventID.PERIPHERAL_GATEWAY_OFFLINE, now, duplex.telling_side.status)
    return duplex.announce([lost], now)


def regain_gateway(duplex: Duplex, now: float) -> list[Effect]:
    """The peripheral gateway is there again.

    The guide has no system event for that.  Every session is told of every peripheral, as at the beginning of a
    session that sees all events, and then what is different from what it knows.

    Raises:
        Refused: it was before (2).
    """
    news = duplex.telling_side.pg_link.regain(duplex.centre, now)
    peripherals = sorted(peripheral.id for peripheral in duplex.centre.site.peripherals)
    status, switch = duplex.telling_side.status, duplex.centre.switch
    links = [peripheral_event(each, now, status, online=switch.is_online(each)) for each in peripherals]
    return duplex.announce(links, now, news)
