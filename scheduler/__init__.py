"""The calendar: each job compares what should exist by now with what does, and sends the commands in between.

    schedule.py      which jobs there are, and when
    slots.py         which slots have come up
    carrying_out.py  one slot of one job: what it wants, sent to the office
    keeper.py        one job kept up: leads or stands by, catches up, tries again
    bulk.py          bulk jobs, carried on row by row
    ticking.py       the tick that wakes the keepers
    jobs/            what each job wants

What a job does is claimed in the log, by the key of its command, in the transaction of its effect.
"""
