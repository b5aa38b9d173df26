"""Packs, their modules, and courses made of packs.

**Pack**: a self-paced learning pack. **Module**: one sitting of a pack, of kind
*training* or *hands-on*. **Course**: packs in order, for a role or a goal.
**Skill**: a node of the skill tree.
"""
