"""Administration: what an operator may command and query, beside the clients of the CTI Server.

Users know this room as *control*: ``ctiserver control`` on the command line, and the control interface over HTTP.

A command or a query is a frozen value, named in the words of a call centre; ``handler.AdminHandler`` is the one place
that handles it.  Its phrase is its name everywhere: ``call arrive`` is ``ctiserver control call arrive`` on the command
line and ``POST /v1/call/arrive`` over HTTP.  To add one, declare it in ``commands`` or ``queries`` and say what it does
in ``execute`` or ``query``; the rest follows.
"""
