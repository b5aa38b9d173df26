"""From what an engine matches to the answer a reader may see."""
