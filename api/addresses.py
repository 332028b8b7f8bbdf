"""Where every command is sent: one line each, read by the routes and by what a representation offers."""

from string import Formatter
from typing import Any

from domain.authorization import Command
from domain.use_cases.importing_lists import ImportEnterpriseList
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RegisterEnterprise,
    RenameEnterprise,
    StateCreditCode,
)
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    FileMethod,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    ReplacePerson,
    RequestTransfer,
    ReviseLimits,
    WithdrawNomination,
)
from domain.use_cases.registering_talents import AddDocument, RegisterTalent, RenameTalent, ReplaceDocument

QUOTAS = "/v1/quotas"
QUOTA = QUOTAS + "/{city}/{card_type}/{quota_year}"
NOMINATION = QUOTA + "/nominations/{place_id}"
ENTERPRISES = "/v1/enterprises"
ENTERPRISE = ENTERPRISES + "/{enterprise_id}"
ENTERPRISE_LISTS = "/v1/enterprise-lists"
ENTERPRISE_LIST = ENTERPRISE_LISTS + "/{city}/{list_type}"
LIST_BATCH = ENTERPRISE_LIST + "/batches/{batch_id}"
TALENTS = "/v1/talents"
TALENT = TALENTS + "/{talent_id}"
POLICIES = "/v1/policies"
POLICY = POLICIES + "/{pack}/{revision}"

SENT_TO: dict[type[Command], str] = {
    OpenQuota: QUOTA,
    ReviseLimits: QUOTA + "/limits",
    FileMethod: QUOTA + "/method-filing",
    CloseQuota: QUOTA + "/closing",
    NominateEnterprise: QUOTA + "/nominations",
    WithdrawNomination: NOMINATION + "/withdrawal",
    RequestTransfer: NOMINATION + "/transfer",
    AcceptTransfer: NOMINATION + "/transfer-acceptance",
    DeclineTransfer: NOMINATION + "/transfer-refusal",
    ProposePerson: NOMINATION + "/proposal",
    ReplacePerson: NOMINATION + "/replacement",
    RegisterEnterprise: ENTERPRISES,
    StateCreditCode: ENTERPRISE + "/credit-code",
    RenameEnterprise: ENTERPRISE + "/name",
    NamePrincipal: ENTERPRISE + "/principals",
    LetPrincipalGo: ENTERPRISE + "/principals/{principal_id}/departure",
    ImportEnterpriseList: ENTERPRISE_LISTS,
    RegisterTalent: TALENTS,
    RenameTalent: TALENT + "/name",
    AddDocument: TALENT + "/documents",
    ReplaceDocument: TALENT + "/documents/{replaced_document_id}/replacement",
}

COMMAND_AT = {path: command for command, path in SENT_TO.items()}


def named_in(path: str) -> tuple[str, ...]:
    """The parts of a path that stand for something."""
    return tuple(name for _, name, _, _ in Formatter().parse(path) if name)


def href(path: str, **parts: Any) -> str:
    """The address of one thing."""
    return path.format(**parts)
