"""The simulated contact centre: the switch, the workload, and the statistics."""
