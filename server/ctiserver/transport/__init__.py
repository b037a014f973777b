"""The rim: the only room, with ``app``, that knows trio."""
