"""Translatable texts: a document has revisions, a revision has units.

**Document**: anything a learner reads that changes over time (a module, the fields
of a pack, a course, a project). **Revision**: an immutable version of it.
**Unit**: its smallest translatable piece, with an id that survives edits.
**Unit version**: the wording of a unit; translations are pinned to one.
"""
