"""What hostile text, requests and cookies cannot do."""
