"""The functions (职能) that organizations have in an area: who is meant whatever the organ is called there."""

from enum import StrEnum

from domain.text import Text


class Function(StrEnum):
    """What an organization is responsible for (职能)."""

    PARTY_ORG = "party_org"
    HRSS = "hrss"
    DRC = "drc"
    MIIT = "miit"
    WINDOW = "window"
    ALLIANCE = "alliance"

    @property
    def label(self) -> Text:
        return _FUNCTIONS[self]


_FUNCTIONS = {
    Function.PARTY_ORG: Text("组织部门", "Party organization"),
    Function.HRSS: Text("人社部门", "human resources and social security"),
    Function.DRC: Text("发改部门", "development and reform"),
    Function.MIIT: Text("工信部门", "industry and information technology"),
    Function.WINDOW: Text("高层次人才服务窗口", "window for high-level talents"),
    Function.ALLIANCE: Text("高层次人才服务联盟", "alliance for high-level talent services"),
}
