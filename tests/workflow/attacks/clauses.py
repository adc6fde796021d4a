"""The rows of the attack matrix: DESIGN.md §5 clause by clause, and the rules added to it."""

from __future__ import annotations

CLAUSES = {
    # 1. Evidence stays.
    "1a": "an edition is never changed",
    "1b": "an edition is never deleted or truncated",
    "1c": "an edition is recalled only once",
    "1d": "a recall has a reason of the list",
    "1e": "what an edition names is never changed or removed",
    "1f": "a sign-off is never changed",
    "1g": "a sign-off is never deleted or truncated",
    "1h": "a ledger entry is never changed",
    "1i": "a ledger entry is never deleted or truncated",
    "1j": "a release is never changed",
    "1k": "a release is never deleted or truncated",
    "1l": "a release ends only once",
    "1m": "a release ends for a reason of the list",
    # 2. The digest.
    "2a": "a digest is the SHA-256 of its content",
    "2b": "a sign-off carries the digest of its edition",
    # 3. Who may sign what.
    "3a": "a signed review was accepted, and stands",
    "3b": "an accepted review states interests",
    "3c": "the review is of that edition and physician",
    "3d": "the licence is the signer's",
    "3e": "the licence is verified",
    "3f": "… not by the account that entered it",
    "3g": "… nor by the physician",
    "3h": "the licence is valid on the UTC day of signing",
    "3i": "the signer has not contributed",
    "3j": "a recalled edition is not signed",
    "3k": "a closed edition is not signed",
    "3l": "a physician decides once on an edition",
    "3m": "an edition that was public is decided",
    # 4. What a release needs.
    "4a": "a release has as many approvals as its policy asks",
    "4b": "… by distinct physicians",
    "4c": "… that are still good",
    "4d": "a released edition has no objection",
    "4e": "a released edition has no open blocking comment",
    "4f": "a released edition is not recalled",
    "4g": "a policy asks for at least one physician",
    # 5. One release, of the article's own.
    "5a": "an article has one open release at most",
    "5b": "a withdrawn edition is not released again",
    "5c": "a release shows an edition of its article",
    "5d": "an edition that was public is not recalled",
    # 6. The ledger.
    "6a": "ledger entries are in order",
    "6b": "each carries the hash of the one before",
    "6c": "an entry tells the time of its writing",
    "6d": "checkpoints follow each other and stay",
    # 7. What evidence points at.
    "7a": "a physician with evidence stays",
    "7b": "a licence stays",
    "7c": "a cited reference stays",
    "7d": "a therapy type of an edition stays",
    "7e": "an article with evidence stays",
    "7f": "evidence outlives its account",
    "7g": "an image of an edition stays",
    # 8. The application's role.
    "8a": "no trigger is switched off or added",
    "8b": "no constraint, column or function is changed",
    "8c": "triggers and keys are not bypassed by replication",
    "8d": "no temporary object stands in for a real one",
    "8e": "nothing of its own is created",
    "8f": "no other role's rights are taken",
    "8g": "nothing outside the database is reached",
    "8h": "evidence is not locked away from readers",
    # 9. The rules added to the eight.
    "9a": "a slug belongs to its article for good",
    "9b": "a statement says what its sign-off says",
    "9c": "a signature signs its statement",
    "9d": "a statement tells the time of its signing",
    "9e": "editions are numbered in order",
    "9f": "an edition says which it is",
    "9g": "the database stamps the times that count",
    "9h": "a comment is only resolved, once, or erased",
    "9i": "a review is answered once, and never moved",
    "9j": "a licence is entered unverified and never corrected",
    "9k": "signing keys only retire",
    "9l": "a physician keeps public id and accounts",
    "9m": "a contributor stays one",
    "9n": "article heads move by evidence alone",
    "9o": "an edition shows the file that it names",
    "9p": "a reply is only erased",
    "9q": "a safety notice is shown one at a time, lifted once, and stays",
    "9r": "the database says until when approvals are good",
    "9s": "article heads tell what is in work and what is public",
    "9t": "a plan is the article's only one, and ends with an outcome",
    "9u": "what was confirmed of a source stays, and is taken up once",
    "9v": "a concern closes once, for a known reason, and stays",
    "9w": "a concern is about a public edition and what was confirmed of its source",
}

STAYING = "1a 1c 1d 1e 1f 1h 1j 1l 1m 9h 9i 9j 9k 9l 9m 9n 9p 9q 9t 9u 9v 3f 3g 5d 6d".split()
"""Clauses on rows that are there, which some write would change."""

REMOVING = "1b 1g 1i 1k 7a 7b 7c 7d 7e 7f 7g".split()
"""Clauses on rows that are there, which some write would remove."""

BEGINNING = (
    "2a 2b 3a 3b 3c 3d 3e 3h 3i 3j 3k 3l 3m 4a 4b 4c 4d 4e 4f 4g 5a 5b 5c 6a 6b 6c "
    "9a 9b 9c 9d 9e 9f 9g 9o 9r 9s 9w"
).split()
"""Clauses on rows that may not come to be."""

RIGHTS = "8a 8b 8c 8d 8e 8f 8g 8h".split()
"""Clauses on what the role may do."""
