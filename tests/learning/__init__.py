"""Progress, statements and totals."""
