"""Tapes, played again: the server's half to a client, or the client's half to a server.

``load_scripts`` makes what is played of a tape, ``ServerPlayer`` and ``ClientPlayer`` play it without sockets and
clocks, and ``serve_tape`` and ``play_tape`` put them among real ones.
"""
