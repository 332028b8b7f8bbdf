"""A made-up province: sixteen cities over five years, as large as one likes, in a database of its own (ADR 51).

    lives.py    lives of enterprises with their cases, cards and demands, lived through the real office
    forms.py    what is copied of them: text with slots          copies.py   how a copy fills them in
    order.py    the order of all events, and what is counted in it
    rows.py     what the real projections make of every life     writing.py  log and rows as lines for COPY
    loading.py  all of it into a database                        frame.py, packs.py  policies, years, cities

Made up are names, numbers and keys. Not as in life: there are no holidays; the answers of commands and the index of identifiers
are empty; several persons have the same identity number; each life is one of some dozens, some weeks earlier.
"""
