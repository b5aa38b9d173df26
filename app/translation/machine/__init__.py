"""Suggestions of a machine, where the operator has set one up.

They are shown to translators as what they are, and saved only when somebody saves
them. Nothing a machine wrote reaches readers before a person has taken it.
"""
