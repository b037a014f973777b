"""Where the media of a call flows: the addresses of telephones, and of what is no telephone."""

from __future__ import annotations

import attrs

from ctiproto.constants import SupervisoryAction
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.addresses import PLACES, invented
from ctiserver.centre.switch.commands import Reconfigure
from ctiserver.centre.switch.identifiers import MediaPath
from ctiserver.site.model import Agent, Device, Site
from tests.ctiserver.centre.switch.story import PG, Story, site
from tests.ctiserver.centre.switch.test_transfer_conference import consulting

GATEWAY, BRIDGE = "203.0.113.1", "203.0.113.2"


def media(story: Story) -> list[tuple[str, MediaPath]]:
    """The media that started or stopped since this was asked last: where, and its path."""
    events, story.events = story.events, []
    return [(event.device.id, event.path) for event in events if isinstance(event, e.MediaEvent)]


def test_every_station_has_an_address_of_its_own() -> None:
    """As many as there are in the range; then they come again."""
    assert [invented(place) for place in (0, 254, PLACES - 1, PLACES)] == [
        "198.18.0.1",
        "198.18.0.255",
        "198.19.255.254",
        "198.18.0.1",
    ]
    stations = {id(station): station for station in Story().switch._state.stations.values()}
    assert len({station.place for station in stations.values()}) == len(stations)


def test_media_with_somebody_outside() -> None:
    """It goes through the gateway, and stops where it started."""
    story = Story()
    call_id = story.talks()
    story.holds("2001", call_id)
    ((_, held),) = media(story)
    story.retrieves("2001", call_id)
    ((_, path),) = media(story)
    assert path == held
    assert (path.here.host, path.far_end.host) == ("198.18.0.4", GATEWAY)
    assert 16_384 <= path.here.port <= 32_766
    assert path.here.port % 2 == 0


def test_two_stations_send_to_each_other() -> None:
    """Where one sends to, the other one receives."""
    story = Story()
    story.sign_in("1001")
    story.dials("2001", "2002")
    story.answers("2002")
    paths = dict(media(story))
    assert paths["2001"] == MediaPath(paths["2002"].far_end, paths["2002"].here)
    assert paths["2001"].here.host != paths["2002"].here.host


def test_a_conference_is_mixed() -> None:
    """All who are at the site send to the bridge, each to a port of its own."""
    story = Story()
    first, second = consulting(story)
    story.confers("2001", second, first)
    far_ends = {path.far_end for _, path in media(story)[2:]}
    assert {far_end.host for far_end in far_ends} == {BRIDGE}
    assert len(far_ends) == 2


def test_a_supervisor_hears_the_telephone_of_the_agent() -> None:
    """Which sends to them what it hears and says itself."""
    story = Story()
    call_id = story.talks()
    story.sign_in("1000")
    story.holds("2001", call_id)
    story.retrieves("2001", call_id)
    (*_, (_, path)) = media(story)
    story.supervises(SupervisoryAction.MONITOR)
    ((device, heard),) = media(story)
    assert (device, heard.far_end) == ("2000", path.here)


def test_the_site_gives_addresses() -> None:
    """No other station has one of them, and a new one is used from the next start of media on."""
    before = site()
    (first, *others) = before.agents
    after = attrs.evolve(
        before,
        agents=(attrs.evolve(first, ip="198.18.0.9"), *others, Agent("1009", "2009", 10_009, PG, skill_groups=(1,))),
        devices=(*before.devices, Device("3009", PG, ip="192.0.2.3")),
    )
    story = Story()
    call_id = story.talks()
    story.do(Reconfigure(site=after))
    story.forget()
    story.holds("2001", call_id)
    story.retrieves("2001", call_id)
    assert [path.here.host for _, path in media(story)] == ["198.18.0.4", "198.18.0.9"]
    stations = story.switch._state.stations
    assert stations[PG, "3009"].ip == "192.0.2.3"
    assert invented(stations[PG, "2009"].place) == "198.18.0.11"
    assert _hosts(after)["2001"] == "198.18.0.9"


def _hosts(configured: Site) -> dict[str, str]:
    story = Story()
    story.do(Reconfigure(site=configured))
    return {key[1]: station.ip for key, station in story.switch._state.stations.items() if station.ip}
