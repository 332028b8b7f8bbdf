"""The sealer (封签进程): it has every event covered by a signed checkpoint of the transparency log, soon and for good.

    sealer.py        one look: what is covered is looked through again, what is new is covered, all of it is published
    rechecking.py    whether covered events are still what was covered
    publishing.py    tiles and checkpoints as plain files, in the layout of C2SP
    signers.py       the keys that sign
    rolling_over.py  the end of one log and the beginning of the next
    verifying.py     the whole log against its files and its keys, for an operator
    running.py       the thread that looks once in a while

It works beside everything else, as a role that may write its own tables alone. When it stops, events are recorded as before.
"""
