"""The chapters of a case (申报办理各章): each holds the events of one matter, how they apply, and who may decide them.

`domain/aggregates/card_application.py` is the case itself; it takes the chapters in.
"""
