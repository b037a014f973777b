"""The simulated peripheral: a deterministic state machine.  Its door is ``server.switch.switch.Switch``."""
