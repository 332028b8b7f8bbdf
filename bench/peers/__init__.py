"""What a team would otherwise write: the same quota and ledger resources as tables that are updated in place.

rules      what both state alike: who is let in, which step leads where, what is masked
crud       FastAPI, SQLAlchemy, a table of changes
rest       Django REST framework, django-simple-history

Each has one realistic resource of either kind: validated, with rights by area, state machine, numbering without gaps,
limits of the quota, masked free text, keyset pages, a history of every change. Neither has what ours has beside that:
events, idempotency, `as_of`, sealed texts, proofs, deadlines by working days, registers that are kept apart.
"""
