"""The chapters of a talent's life (人才各章): each holds the events of one matter, how they apply, and who may decide them.

`domain/aggregates/talent.py` is the talent; it takes the chapters in.
"""
