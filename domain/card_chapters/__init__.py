"""The chapters of a card's life (人才卡各章): each holds the events of one matter, how they apply, and who may decide them.

`domain/aggregates/card.py` is the card itself; it takes the chapters in.
"""
