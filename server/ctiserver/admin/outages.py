"""Admin commands that change the CTI Server itself: texts to all sessions, and its link to the peripheral gateway.

The links to peripherals and to the central controller are the switch's: it has commands for them.
Every function here expects that the duplex was ticked up to ``now``.
Guide: SYSTEM_EVENT.
"""

from __future__ import annotations

from ctiproto.constants import SystemEventID
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.engine.translate.system import peripheral_event, system_event


def announce(duplex: Duplex, text: str, now: float) -> list[Effect]:
    """Send every session SYSTEM_EVENT 5 (TEXT_FYI) with a text for people to read."""
    return duplex.announce([system_event(SystemEventID.TEXT_FYI, now, duplex.telling_side.status, text=text)], now)


def lose_peripheral_gateway(duplex: Duplex, now: float) -> list[Effect]:
    """Lose the link to the peripheral gateway: SYSTEM_EVENT 6, and no event of calls and agents from then on.

    Raises:
        Refused: it was lost before (2).
    """
    duplex.telling_side.pg_link.lose(duplex.centre)
    lost = system_event(SystemEventID.PERIPHERAL_GATEWAY_OFFLINE, now, duplex.telling_side.status)
    return duplex.announce([lost], now)


def regain_peripheral_gateway(duplex: Duplex, now: float) -> list[Effect]:
    """Restore the link to the peripheral gateway, and tell sessions what has changed meanwhile.

    The guide has no system event for that.  Every session is told of every peripheral, as at the beginning of a
    session that sees all events, and then what differs from what it knows.

    Raises:
        Refused: it was not lost (2).
    """
    news = duplex.telling_side.pg_link.regain(duplex.centre, now)
    peripherals = sorted(peripheral.id for peripheral in duplex.centre.site.peripherals)
    status, switch = duplex.telling_side.status, duplex.centre.switch
    links = [peripheral_event(each, now, status, online=switch.is_online(each)) for each in peripherals]
    return duplex.announce(links, now, news)
