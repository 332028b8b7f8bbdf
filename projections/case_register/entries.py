"""What waits for a second officer, and how a case was given back (待核对、退回与补正)."""

from enum import StrEnum


class EntryKind(StrEnum):
    """What one officer has entered and another has to confirm (待核对事项)."""

    PROVINCIAL_RESULT = "provincial_result"  # 省级结果
    ENTRY_CORRECTION = "entry_correction"  # 更正误录
    RECONSIDERATION = "reconsideration"  # 复核
    REVISION = "revision"  # 变更决定
    FORM_CORRECTION = "form_correction"  # 更正登记表
    PANEL_CONCLUSION = "panel_conclusion"  # 专家论证结论


class HandbackKind(StrEnum):
    """To whom a case was given back."""

    RETURNED = "returned"  # 退回: to an earlier step, by an office or by the province
    CORRECTION_REQUESTED = "correction_requested"  # 补正: to the enterprise
