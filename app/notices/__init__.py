"""Notices: what happened that is meant for one person.

Rooms above call `tell` in the transaction of what happened. How many somebody has
not read is kept with their account, so that no page asks for it.
"""
