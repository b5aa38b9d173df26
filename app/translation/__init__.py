"""Translations of units, pinned to the wording they were made from.

**Current**: pinned to the wording that is published now. **Outdated**: the wording
has changed since; computed, never stored. **Reviewed**: approved by a second person.
"""
