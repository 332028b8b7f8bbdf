"""The books of the three ledgers and of the cards (台账账目): what is counted, in which quarter, and what a report says of it.

    Posting          one side of a movement in one cell            postings.py
    Counting         a signed revision, which takes postings in    countings.py
    Figures          what a quarter comes to in a cell             figures.py, tallying.py
    ReportContent    the figures of a unit, with their annexes     content.py, compiling.py
    CardPosting      one movement of a card on a city's register   card_postings.py
    CardMovements    what a quarter comes to of a card type        card_figures.py, card_compiling.py
    Imbalance        why figures cannot be right                   balance.py

All of it is pure: the same postings and countings give the same report (ADR 34, ADR 36).
"""
