"""Packs inside learning systems: Passalong as a tool of LTI 1.3 Advantage.

platform: a learning system that an organisation has connected · deployment: a place in
it where the tool is put · launch: the message with which it opens the tool for
somebody · deep linking: choosing there what a link opens · placement: such a link with
somebody who opened it, and the grade it is owed · flow: a launch under way.

The words are those of the specifications of 1EdTech (imsglobal.org/spec/lti/v1p3).
"""
