"""The jobs of this room, by name: whoever asks for one need not do it."""

MAKE, SWEEP = "takeout.make", "takeout.sweep"
