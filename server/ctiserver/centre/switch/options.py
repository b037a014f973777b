"""Limits of the switch that a site file cannot set.

What a site file can set is in ``Site.settings``, and nowhere else.
"""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Options:
    """Limits that hold for as long as a switch runs; without any given, the switch refuses nothing for them.

    Attributes:
        missed_calls: The number of announced calls missed in a row that makes an agent not ready.
        remote_agents: Agent IDs of the agents who may sign in at a telephone elsewhere; ``None``: all may.
        reason_codes: Reason codes that agents may give; ``None``: all.
        wrong_passwords: The number of wrong passwords in a row that locks an agent out; 0: never.
        lockout: Seconds for which an agent is locked out.
    """

    missed_calls: int = 2
    remote_agents: frozenset[str] | None = None
    reason_codes: frozenset[int] | None = None
    wrong_passwords: int = 0
    lockout: float = 300.0


DEFAULT_OPTIONS = Options()
