"""A sign-in provider of our own, as a real process: OpenID Connect and MediaWiki."""
