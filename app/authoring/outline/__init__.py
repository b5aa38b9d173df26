"""Beginning a pack from a finished project: an outline with the report's own words."""
