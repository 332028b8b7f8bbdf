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
    # further offices that demands are assigned to (责任单位); they have no part in cards
    EDUCATION = "education"
    PUBLIC_SECURITY = "public_security"
    HEALTH = "health"
    HOUSING = "housing"
    STAFFING = "staffing"
    SCIENCE = "science"
    FINANCE = "finance"
    TAXATION = "taxation"
    CUSTOMS = "customs"
    TRANSPORT = "transport"
    CULTURE_AND_TOURISM = "culture_and_tourism"

    @property
    def label(self) -> Text:
        return _FUNCTIONS[self]


IN_MECHANISM = frozenset(
    {Function.PARTY_ORG, Function.HRSS, Function.DRC, Function.MIIT, Function.WINDOW, Function.ALLIANCE}
)  # who has a part in cards and ledgers; any other office sees the demands alone that are assigned to it

_FUNCTIONS = {
    Function.PARTY_ORG: Text("组织部门", "Party organization"),
    Function.HRSS: Text("人社部门", "human resources and social security"),
    Function.DRC: Text("发改部门", "development and reform"),
    Function.MIIT: Text("工信部门", "industry and information technology"),
    Function.WINDOW: Text("高层次人才服务窗口", "window for high-level talents"),
    Function.ALLIANCE: Text("高层次人才服务联盟", "alliance for high-level talent services"),
    Function.EDUCATION: Text("教育部门", "education"),
    Function.PUBLIC_SECURITY: Text("公安部门", "public security"),
    Function.HEALTH: Text("卫生健康部门", "health"),
    Function.HOUSING: Text("住房城乡建设部门", "housing"),
    Function.STAFFING: Text("机构编制部门", "posts and staffing"),
    Function.SCIENCE: Text("科技部门", "science and technology"),
    Function.FINANCE: Text("金融管理部门", "finance"),
    Function.TAXATION: Text("税务部门", "taxation"),
    Function.CUSTOMS: Text("海关", "customs"),
    Function.TRANSPORT: Text("交通运输部门", "transport"),
    Function.CULTURE_AND_TOURISM: Text("文化和旅游部门", "culture and tourism"),
}
