"""People who work and call by themselves.  The door is ``ctiserver.centre.workload.workload.Life``."""
