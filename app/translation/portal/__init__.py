"""The languages portal: how everything is in a language, and what it needs next."""
