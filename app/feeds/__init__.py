"""What programs take from the whole site: feeds, records for harvesters, a catalogue.

**Record**: a pack or course as a harvester of OAI-PMH gets it; one that was withdrawn
is a record that says so. **Set**: records by kind or skill. **Resumption token**: where
a harvester goes on; nothing is kept here for it.
"""
