"""Looking records up: by DOI at Crossref, by PMID and PMCID at PubMed, by title at Crossref."""

from references.lookup.errors import LookUpFailed, NotKnown, OutOfReach, Unusable
from references.lookup.proposals import Proposal, propose_dois, told_apart
from references.lookup.verbs import WAYS, Answer, by_doi, by_identifier, by_pmcid, by_pmid

__all__ = [
    "WAYS",
    "Answer",
    "LookUpFailed",
    "NotKnown",
    "OutOfReach",
    "Proposal",
    "Unusable",
    "by_doi",
    "by_identifier",
    "by_pmcid",
    "by_pmid",
    "propose_dois",
    "told_apart",
]
