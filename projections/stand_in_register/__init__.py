"""Stand-in register (代办名册): who acts in whose stead, in which office, from when until when, and how far?

谁代谁办理、在哪个岗位、自何时起至何时止、限于哪些事项？
"""

from projections.stand_in_register.cases import stand_in_register
from projections.stand_in_register.queries import GrantFilter, GrantKey, GrantLine, StandInRegister

__all__ = ["GrantFilter", "GrantKey", "GrantLine", "StandInRegister", "stand_in_register"]
