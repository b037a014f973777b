"""What somebody who looks after the contact centre may do and ask, beside the clients of the CTI Server.

An order or a question is a frozen value, named in the words of a call centre; :class:`~server.operator.desk.Desk` is
the one place that carries it out.  The phrase of a value is its name everywhere: ``call arrive`` is
``ctiserver control call arrive`` on the command line and ``POST /v1/call/arrive`` on the wire.  To add one, declare it
in :mod:`~server.operator.orders` or :mod:`~server.operator.questions` and say what it does in
:mod:`~server.operator.acting` or :mod:`~server.operator.looking`; the rest follows.
"""
