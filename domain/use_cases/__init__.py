"""What can be done: every command, and the function that loads, decides and leaves the rest to be saved."""

from collections.abc import Callable
from typing import Any

from domain.authorization import Command
from domain.base import EventSourced
from domain.use_cases import (
    applying_for_cards,
    deciding_cases,
    importing_lists,
    issuing_cards,
    keeping_enterprises,
    managing_quotas,
    publishing_policies,
    recording_results,
    registering_talents,
    submitting_batches,
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
    applying_for_cards.DraftCardApplication: applying_for_cards.draft_card_application,
    applying_for_cards.FillForm: applying_for_cards.fill_form,
    applying_for_cards.SubmitCardApplication: applying_for_cards.submit_card_application,
    applying_for_cards.SupplyCorrection: applying_for_cards.supply_correction,
    applying_for_cards.WithdrawCardApplication: applying_for_cards.withdraw_card_application,
    deciding_cases.GiveOpinion: deciding_cases.give_opinion,
    deciding_cases.ReviewCase: deciding_cases.review_case,
    deciding_cases.ReturnCase: deciding_cases.return_case,
    deciding_cases.RequestCorrection: deciding_cases.request_correction,
    deciding_cases.NotRecommend: deciding_cases.not_recommend,
    submitting_batches.OpenBatch: submitting_batches.open_batch,
    submitting_batches.AddToBatch: submitting_batches.add_to_batch,
    submitting_batches.RemoveFromBatch: submitting_batches.remove_from_batch,
    submitting_batches.SealBatch: submitting_batches.seal_batch,
    submitting_batches.AcceptMember: submitting_batches.accept_member,
    submitting_batches.ReturnMember: submitting_batches.return_member,
    submitting_batches.DeclareNothingToSubmit: submitting_batches.declare_nothing_to_submit,
    recording_results.TranscribeResult: recording_results.transcribe_result,
    recording_results.ConfirmResult: recording_results.confirm_result,
    recording_results.ContestResult: recording_results.contest_result,
    recording_results.RequestEntryCorrection: recording_results.request_entry_correction,
    recording_results.CorrectEntry: recording_results.correct_entry,
    recording_results.DeclineEntryCorrection: recording_results.decline_entry_correction,
    issuing_cards.IssueCard: issuing_cards.issue_card,
}
