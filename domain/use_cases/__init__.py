"""What can be done: every command, and the function that loads, decides and leaves the rest to be saved."""

from collections.abc import Callable
from typing import Any

from domain.authorization import Command
from domain.base import EventSourced
from domain.use_cases import (
    importing_lists,
    keeping_enterprises,
    managing_quotas,
    publishing_policies,
    registering_talents,
)
from domain.work import Work

USE_CASES: dict[type[Command], Callable[[Any, Work], EventSourced]] = {
    publishing_policies.PublishPolicy: publishing_policies.publish_policy,
    managing_quotas.OpenQuota: managing_quotas.open_quota,
    managing_quotas.ReviseLimits: managing_quotas.revise_limits,
    managing_quotas.FileMethod: managing_quotas.file_method,
    managing_quotas.CloseQuota: managing_quotas.close_quota,
    managing_quotas.NominateEnterprise: managing_quotas.nominate_enterprise,
    managing_quotas.WithdrawNomination: managing_quotas.withdraw_nomination,
    managing_quotas.RequestTransfer: managing_quotas.request_transfer,
    managing_quotas.AcceptTransfer: managing_quotas.accept_transfer,
    managing_quotas.DeclineTransfer: managing_quotas.decline_transfer,
    managing_quotas.ProposePerson: managing_quotas.propose_person,
    managing_quotas.ReplacePerson: managing_quotas.replace_person,
    keeping_enterprises.RegisterEnterprise: keeping_enterprises.register_enterprise,
    keeping_enterprises.StateCreditCode: keeping_enterprises.state_credit_code,
    keeping_enterprises.RenameEnterprise: keeping_enterprises.rename_enterprise,
    keeping_enterprises.NamePrincipal: keeping_enterprises.name_principal,
    keeping_enterprises.LetPrincipalGo: keeping_enterprises.let_principal_go,
    importing_lists.ImportEnterpriseList: importing_lists.import_enterprise_list,
    registering_talents.RegisterTalent: registering_talents.register_talent,
    registering_talents.RenameTalent: registering_talents.rename_talent,
    registering_talents.AddDocument: registering_talents.add_document,
    registering_talents.ReplaceDocument: registering_talents.replace_document,
}
