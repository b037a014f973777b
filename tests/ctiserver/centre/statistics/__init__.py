"""What agents and skill groups have done so far."""
