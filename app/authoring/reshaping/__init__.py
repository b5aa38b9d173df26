"""Splitting and joining the modules of a pack, and taking that back.

No word changes, so no translation becomes outdated: units go to another module with
their ids. May import the drafts and publishing of `app.authoring`.
"""
