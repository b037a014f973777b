"""What somebody who looks after the contact centre may do and ask, beside the clients of the CTI Server.

An order or a question is a frozen value, named in the words of a call centre; :class:`~ctiserver.admin.handler.Desk` is
the one place that carries it out.  The phrase of a value is its name everywhere: ``call arrive`` is
``ctiserver control call arrive`` on the command line and ``POST /v1/call/arrive`` on the wire.  To add one, declare it
in :mod:`~ctiserver.admin.commands` or :mod:`~ctiserver.admin.queries` and say what it does in
:mod:`~ctiserver.admin.execute` or :mod:`~ctiserver.admin.query`; the rest follows.
"""
