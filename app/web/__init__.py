"""The HTTP toolkit: templates, forms, middleware, errors, static files.

It knows requests and pages and no domain: packs, people and translations live in
the rooms above. Everything here may import `app.platform` and nothing else of ours.
"""
