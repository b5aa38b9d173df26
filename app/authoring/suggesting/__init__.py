"""Suggestions: a reader proposes other words for a passage, an editor decides.

A suggestion is made against a published version. Accepting it merges it into the
draft like any other save, with the reader as its author; nothing reaches other
readers without a review.
"""
