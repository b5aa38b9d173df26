"""Finished projects and the organisations behind them: where packs come from.

**Project**: a finished real-world project a pack was built from. **Organisation**:
an affiliate, GLAM institution, school or partner.
"""
