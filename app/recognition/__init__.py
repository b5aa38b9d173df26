"""Badges: signed statements of what somebody learned, for wallets and other sites.

**Badge**: a credential of Open Badges 3.0 about one pack or course, made by a learner
and signed by this site. **Achievement**: what a badge is about, the same for everybody
in one version and language. **Fingerprint**: the holder's name, salted and hashed:
all that a credential holds of it. **Status list**: which badges are revoked, signed.
**Listed**: shown under its holder's user name to programs, because they said so.
"""
