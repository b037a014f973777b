"""Scenarios played before an audience of each kind, and the page of the documentation that is made of them.

``python -m tests.scenarios`` writes ``docs/reference/scenarios.md`` and its pictures anew.
"""
