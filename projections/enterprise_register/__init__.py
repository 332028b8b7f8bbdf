"""Enterprise register (企业名册): which enterprises are on whose list, under which names, led and represented by whom?

有哪些企业，用过哪些名称，列入哪些名单，主要负责人和服务专员是谁？
"""

from projections.enterprise_register.cases import enterprise_register
from projections.enterprise_register.queries import (
    EnterpriseFilter,
    EnterpriseKey,
    EnterpriseRegister,
    EnterpriseRow,
    ListEntry,
    PrincipalLine,
    SpecialistLine,
)

__all__ = [
    "EnterpriseFilter",
    "EnterpriseKey",
    "EnterpriseRegister",
    "EnterpriseRow",
    "ListEntry",
    "PrincipalLine",
    "SpecialistLine",
    "enterprise_register",
]
