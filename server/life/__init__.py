"""People who work and call by themselves.  The door is ``server.life.life.Life``."""
