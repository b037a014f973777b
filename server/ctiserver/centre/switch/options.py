"""What a site file cannot say yet about the switch; everything here is off unless asked for."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Options:
    """Limits and switches of the simulated peripheral.

    Attributes:
        precall_timeout: Seconds within which an announced call must arrive (scenario S24).
        missed_calls: So many announced calls missed in a row make an agent not ready.
        greeting: Seconds that the greeting of an agent plays on an inbound call; 0: nobody has one (scenario S25).
        network_recorder: Address of the recorder that the network forks media to; empty: recordings fail (S22).
        dtmf_to_ced: Whether tones sent to somebody outside become the caller-entered digits (scenario S20).
        remote_agents: Agent IDs of those who may work from a telephone elsewhere; absent: everybody.
        reason_codes: Reason codes that agents may give; absent: all.
        wrong_passwords: So many in a row lock an agent out; 0: never.
        lockout: For so many seconds.
    """

    precall_timeout: float = 10.0
    missed_calls: int = 2
    greeting: float = 0.0
    network_recorder: str = ""
    dtmf_to_ced: bool = False
    remote_agents: frozenset[str] | None = None
    reason_codes: frozenset[int] | None = None
    wrong_passwords: int = 0
    lockout: float = 300.0


DEFAULT_OPTIONS = Options()
