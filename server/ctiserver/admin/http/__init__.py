"""The control interface of a running server: orders and questions of an operator, over HTTP on this machine alone.

``whereabouts`` says where a server listens and what opens it, in a file that only its owner can read; ``caller`` talks
to it, with nothing but the standard library.  ``serving`` is the other end: ``application`` makes HTTP of the orders
and questions, and of FastAPI an OpenAPI description, and ``gate`` lets in nobody but who has the token.  That end needs
the extra ``control``, and is imported only when it is there.
"""
