"""The translation memory: what was ever translated, found again by how it reads.

**Meaning**: what texts in several languages share: a wording of a unit with its
translations, or what came together in a file. A text of any language can be looked
for, and every other text of the same meaning is its translation.

All of it but what came from files is derived from translations, and can be made anew.
"""
