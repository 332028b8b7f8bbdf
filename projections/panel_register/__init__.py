"""Panel register (专家论证名册): which panels were convened about which cases, and what did they come to?

就哪些申报组织过专家论证，进展和结论如何？
"""

from projections.panel_register.cases import panel_register
from projections.panel_register.queries import PanelFilter, PanelKey, PanelLine, PanelRegister

__all__ = ["PanelFilter", "PanelKey", "PanelLine", "PanelRegister", "panel_register"]
