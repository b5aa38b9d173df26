"""What translators work at: the units of a text in page order, and one that is open.

**Subject**: what is translated as one: a pack with its modules, a course, a project.
**Part**: one of its documents. **Row**: a unit as the workbench lists it. **Mark**:
where a unit stands, for somebody who looks for work. **Show**: a filter of rows.
"""
