"""Freshness: when a module was last checked, and whether what it links to is there.

A job looks at the links of what readers get; modules with broken ones, and those nobody
has checked for a year, wait in the queue until somebody says they are still true.
"""
