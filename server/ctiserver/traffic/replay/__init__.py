"""Tapes, played again: the server's half to a client, or the client's half to a server.

``load_dialogue`` reads the sessions of a tape, ``ServerPlayer`` and ``ClientPlayer`` play them without sockets and
clocks, and ``serve_tape`` and ``play_tape`` put them among real ones.
"""
