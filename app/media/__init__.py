"""Files that packs show: stored by what they hold, with author and licence."""
