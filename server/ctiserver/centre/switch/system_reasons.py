"""The reasons that each type of peripheral gives for what it does by itself.  See docs/reference/agents.md."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiserver.centre.switch import reasons


@frozen(kw_only=True)
class SystemReasons:
    """The reasons that a type of peripheral gives for what it does by itself; 0: it gives none.

    Attributes:
        signed_in: NOT_READY: a login brings no reason of its own.
        signed_in_again: LOGOUT: the agent signs in elsewhere.
        not_answered: NOT_READY: the agent did not answer a call that they were reserved for.
        placed_a_call: NOT_READY: the agent placed a call while they were available.
        called_directly: NOT_READY: a station calls the available agent, and no router; 0: that makes no difference.
        call_ended: NOT_READY: a call is over that the agent took, who was not ready before.
        work_over: NOT_READY: after-call work ended by its timer, and the agent was not ready before the call.
        lost: LOGOUT: the link to the peripheral is lost.
        telephone_lost: The agent's station was taken out of service.
        telephone_back: NOT_READY: it is back, if the agent stayed signed in meanwhile.
        client_lost: LOGOUT: the agent's client failed; 0: that is told as the one who noticed it asks.
        removed: LOGOUT: the agent is in the configuration no more.
        extension_taken: LOGOUT: another agent signs in at the station; 0: the other one is refused.
        reservation_cancelled: NOT_READY: the agent cancels the reservation for an outbound preview.
        ordered_state: NOT_READY: a supervisor ordered it.
        ordered_sign_out: LOGOUT: a supervisor ordered it.
    """

    signed_in: int = 0
    signed_in_again: int = reasons.CLIENT_FAILED
    not_answered: int = reasons.NOT_ANSWERED
    placed_a_call: int = reasons.PLACED_A_CALL
    called_directly: int = 0
    call_ended: int = 0
    work_over: int = 0
    lost: int = reasons.CLIENT_FAILED
    telephone_lost: int = reasons.OUT_OF_SERVICE
    telephone_back: int = 0
    client_lost: int = 0
    removed: int = reasons.OUT_OF_SERVICE
    extension_taken: int = 0
    reservation_cancelled: int = 0
    ordered_state: int = 0
    ordered_sign_out: int = reasons.SUPERVISOR


USUAL: Final = SystemReasons()
"""The reasons where nothing else is known."""

OF_UNIFIED_CCX: Final = SystemReasons(
    # fidelity uccx.reason-login: guide Unified CCX, "Reason Codes for Agent State Change": A login is told as NOT_READY
    # with 32760.
    signed_in=32_760,
    # fidelity uccx.reason-login-again: guide Unified CCX, "Reason Codes for Agent State Change": An agent who signs in
    # elsewhere is signed out with 32767 first.
    signed_in_again=32_767,
    # fidelity uccx.reason-no-answer: guide Unified CCX, "Reason Codes for Agent State Change": Who does not answer a
    # call that they were reserved for is NOT_READY with 32763.
    not_answered=32_763,
    # fidelity uccx.reason-off-hook: guide Unified CCX, "Reason Codes for Agent State Change": An available agent who
    # goes off-hook is NOT_READY with 32762.
    placed_a_call=32_762,
    # fidelity uccx.reason-direct-call: guide Unified CCX, "Reason Codes for Agent State Change"; ours: An available
    # agent whom somebody calls directly is NOT_READY with 32761; that this begins when it rings is ours.
    called_directly=32_761,
    # fidelity uccx.reason-call-ended: guide Unified CCX, "Reason Codes for Agent State Change": Who took a call while
    # they were not ready is NOT_READY with 32755 when it is over.
    call_ended=32_755,
    # fidelity uccx.reason-work-over: guide Unified CCX, "Reason Codes for Agent State Change": An agent whose time for
    # work is over and who was not ready before the call is NOT_READY with 32758.
    work_over=32_758,
    # fidelity uccx.reason-failure: guide Unified CCX, "Reason Codes for Agent State Change": Agents of an engine that
    # fails are signed out with 32764.
    lost=32_764,
    # fidelity uccx.reason-telephone: guide Unified CCX, "Reason Codes for Agent State Change": An agent whose telephone
    # fails is NOT_READY with 32759, and with 32756 from when it is back.
    telephone_lost=32_759,
    telephone_back=32_756,
    # fidelity uccx.reason-client-lost: guide Unified CCX, "Reason Codes for Agent State Change": An agent whose client
    # fails is signed out with 32765.
    client_lost=32_765,
    # fidelity uccx.reason-removed: guide Unified CCX, "Reason Codes for Agent State Change": An agent who is taken out
    # of the configuration is signed out with 32748.
    removed=32_748,
    # fidelity uccx.reason-extension-taken: guide Unified CCX, "Reason Codes for Agent State Change"; ours: Who signs in
    # at the station of another agent signs that one out, with 32741.
    extension_taken=32_741,
    reservation_cancelled=32_752,
    # fidelity uccx.reason-supervisor: guide Unified CCX, "Reason Codes for Agent State Change": What a supervisor
    # orders has reason 33, and 22 if it is to sign out.
    ordered_state=33,
    ordered_sign_out=22,
)
"""The reasons of Unified CCX, which counts them downwards from 32767."""

CCX_EXTENSION_CHANGED: Final = 32_750
"""LOGOUT on Unified CCX: the agent was given another extension in the configuration."""
