"""The books of the three ledgers (台账账目): what is counted, in which quarter, and what a report says of it.

    Posting          one side of a movement in one cell            postings.py
    Counting         a signed revision, which takes postings in    countings.py
    Figures          what a quarter comes to in a cell             figures.py, tallying.py
    ReportContent    the figures of a unit, with their annexes     content.py, compiling.py
    Imbalance        why figures cannot be right                   balance.py

All of it is pure: the same postings and countings give the same report (ADR 34).
"""
