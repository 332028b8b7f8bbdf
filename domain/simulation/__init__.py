"""Simulation (政策模拟): what a draft of a policy would have changed about what is on record. Nothing is recorded by it.

    events of each case ──> CaseRecord ──┐
    events of quotas    ──> replay ──────┼──> differences under the draft ──> Outcome, the same bytes every time
    issues of cards     ──> terms ───────┘

What can be decided again is decided by the very functions of the domain; what cannot is counted, with the reason.
"""
