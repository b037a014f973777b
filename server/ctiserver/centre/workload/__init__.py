"""The workload: simulated callers and agents.  The door is ``ctiserver.centre.workload.workload.Workload``."""
