"""Party-managed cadres (党委管理的领导干部), whom R-01 excludes: what is stated about somebody."""

from enum import StrEnum


class PartyManaged(StrEnum):
    """What the list states about R-01: managed as a cadre by a party committee (党委管理的领导干部)."""

    YES = "managed"
    NO = "not_managed"
    UNKNOWN = "unknown"
