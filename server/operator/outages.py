"""What an operator does to the links of the server itself, and to everybody's screen.

Everything that was due is done before any of this.

What links to peripherals and to the central controller decide is the switch's business; they are commands of it.
Guide: SYSTEM_EVENT.
"""

from __future__ import annotations

from ctiproto.constants import SystemEventID
from server.effects import Effect
from server.engine import Engine
from server.translate.system import peripheral_event, system_event


def announce(engine: Engine, text: str, now: float) -> list[Effect]:
    """Tell every session something for people to read."""
    return engine.announce([system_event(SystemEventID.TEXT_FYI, now, engine.status, text=text)], now)


def lose_gateway(engine: Engine, now: float) -> list[Effect]:
    """The peripheral gateway is out of reach: what happens behind it is not told.

    Raises:
        Refused: it was before (2).
    """
    engine.gateway.lose(engine.centre)
    lost = system_event(SystemEventID.PERIPHERAL_GATEWAY_OFFLINE, now, engine.status)
    return engine.announce([lost], now)


def regain_gateway(engine: Engine, now: float) -> list[Effect]:
    """The peripheral gateway is there again.

    The guide has no system event for that.  Every session is told of every peripheral, as at the beginning of a
    session that sees all events, and then what is different from what it knows.

    Raises:
        Refused: it was before (2).
    """
    news = engine.gateway.regain(engine.centre, now)
    peripherals = sorted(peripheral.id for peripheral in engine.centre.site.peripherals)
    links = [
        peripheral_event(each, now, engine.status, online=engine.centre.switch.is_online(each)) for each in peripherals
    ]
    return engine.announce(links, now, news)
