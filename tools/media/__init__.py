"""Make the spoken media of the packs again, from scripts and drawings."""
