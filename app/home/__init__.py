"""Pages composed from several rooms, and the pages that only explain things."""
