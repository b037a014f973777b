"""What comes in at the doors of a server, as data: values, their written form, the one way in, and copies of the state.

What a server does follows from what it is made of (``Founded``) and from its inputs in their order, each with its time:
the same inputs give the same effects in every process.
"""
