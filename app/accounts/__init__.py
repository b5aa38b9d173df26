"""Who somebody is, what they may do, and how they sign in.

- **user**: an account. It is known by its *central id* (the subject a sign-in
  provider vouches for) or by a passphrase, and never by its name, which can change.
- **login session**: one browser that is signed in. Only the hash of its token is kept.
- **grant**: a role given to a user, for everything or for one skill and language.
- **vanish**: leave. The account keeps its number, so that credit stays attached to
  an opaque name, and loses everything that says who it was.

Reading never needs an account. This room may import `app.web` and `app.platform`.
"""
