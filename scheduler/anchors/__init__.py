"""Anchors (外部存证): where the newest checkpoint of the transparency log is taken, so that others know it.

    anchor.py      what an anchor is, and the two ways in which it does not hold
    folder.py      a folder in which files are added and none is ever changed
    witnesses.py   other instances, which cosign what continues all that they have seen
    checking.py    what lies in the folder against the events of today, for an operator or auditor
    stamps.py      an authority's time stamp, twice a day
    keeper.py      all of them kept up: when each is gone to, and what came of it

Each is switched on by its own setting. What one of them does not do keeps nobody from the office's work, nor the others.
"""
