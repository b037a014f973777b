"""Open sessions: what each was granted, what it follows, and which sessions are told what."""
