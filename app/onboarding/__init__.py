"""Onboarding: how an organisation takes newcomers through packs.

**Path**: an organisation's own order of packs and courses. **Step**: a pack or course
of a path. **Pin**: the version of a pack that learners of a path are shown.
**Cohort**: a dated run of a path with join links. **Desk**: where the organisation
sees totals, never people, unless somebody shows themselves.
"""
