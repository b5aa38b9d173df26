"""What every room stands on: no HTTP and no domain words here."""
