"""Words as search compares them: folded, parted, asked for, and marked in texts."""
