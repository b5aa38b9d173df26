"""A learning system of our own, as a real process, and Passalong as a tool in it."""
