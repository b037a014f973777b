"""What agents and skill groups have done so far: the events of the switch, counted by period.  Pure."""
