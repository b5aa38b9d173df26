"""Files of Wikimedia Commons: copied with their credit, and looked after since."""
