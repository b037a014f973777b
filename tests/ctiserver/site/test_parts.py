"""The parts of a site and what follows from them."""

from __future__ import annotations

from ctiproto.constants import DeskSettingsMask, WrapupDataMode
from ctiserver.site.parts import UNCONFIGURED_DESK_SETTINGS, Agent, Team


def test_an_agent_needs_little() -> None:
    """Instrument, password and names follow from extension and id unless they are said."""
    agent = Agent(id="1001", extension="2001", icm_agent_id=10001, peripheral_id=5000)
    assert (agent.instrument, agent.password) == ("2001", "1001")
    assert (agent.first_name, agent.last_name, agent.login_name) == ("Agent", "1001", "1001")
    assert agent.key == (5000, "1001")


def test_the_primary_supervisor_comes_first() -> None:
    """All supervisors of a team are listed once, whether it has a primary one or not."""
    assert Team(1, 5000, primary_supervisor="1000", other_supervisors=("1100",)).supervisors == ("1000", "1100")
    assert Team(1, 5000, other_supervisors=("1100",)).supervisors == ("1100",)


def test_desk_settings_that_nobody_configured_forbid_nothing() -> None:
    """Nothing is forbidden, nothing happens by itself, no reason is demanded."""
    settings = UNCONFIGURED_DESK_SETTINGS
    assert settings.id == -1
    assert DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED in settings.mask
    assert DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK not in settings.mask
    assert DeskSettingsMask.IDLE_REASON_REQUIRED_MASK not in settings.mask
    assert settings.wrapup_data_incoming_mode is settings.wrapup_data_outgoing_mode is WrapupDataMode.OPTIONAL
    assert settings.work_mode_timer == settings.ring_no_answer_time == settings.logout_non_activity_time == 0
