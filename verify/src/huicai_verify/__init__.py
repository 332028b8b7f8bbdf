"""Checks dossiers, proofs and exported logs of Huicai (惠才) without Huicai.

Nothing of the application is imported: what is checked here was written from docs/format and the public specifications
(RFC 6962, C2SP) alone, so that a fault of the application is not repeated by its judge.

    record ─> leaf hash ─> inclusion proof ─> root ─> checkpoint ─> signature ─> a key that the auditor trusts
"""
