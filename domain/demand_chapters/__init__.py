"""The chapters of a demand item (需求事项各章): each holds the events of one matter, how they apply, and who may decide them.

`domain/aggregates/demand_item.py` is the item itself; it takes the chapters in.
"""
