"""The simulated peripheral: a deterministic state machine.  Its door is ``ctiserver.centre.switch.switch.Switch``."""
