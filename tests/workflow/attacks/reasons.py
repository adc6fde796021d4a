"""Why the other cells of the attack matrix hold no attack."""

from __future__ import annotations

from tests.workflow.attacks.clauses import BEGINNING, REMOVING, RIGHTS, STAYING
from tests.workflow.attacks.matrix import no_attack

# --- What Django never sends

no_attack(
    " ".join(RIGHTS),
    "save update bulk delete load revert",
    "Django's ORM, fixtures and reversion send SELECT, INSERT, UPDATE and DELETE alone; what those "
    "may do is the matter of the other rows.",
)
no_attack(
    "2a",
    "save update bulk load revert",
    "Django never names a generated column in an INSERT or UPDATE.",
)
no_attack(
    " ".join(BEGINNING),
    "update",
    "An UPDATE brings no row into being; the row that is there is held by 1a to 1m and 9h to 9v.",
)
no_attack(
    " ".join(BEGINNING + STAYING),
    "delete",
    "A DELETE writes nothing; what may not be deleted has a row of its own.",
)
no_attack(
    " ".join(REMOVING),
    "save update bulk load revert",
    "These write rows and remove none.",
)

# --- What no second connection changes

no_attack(
    "1a 1b 1e 1f 1g 1h 1i 1j 1k 7b 7g 9l 9m 9n 9p",
    "two",
    "The privilege is withheld, whatever others do meanwhile.",
)
no_attack(
    "1d 1m",
    "two",
    "The reason is checked with the row itself; whoever comes second is refused by 1c or 1l.",
)
no_attack(
    "2a 2b 3c 3d 4g 5c 6c 9b 9c 9d 9f 9g 9o 9r",
    "two",
    "Decided by the row and by what can't change any more; nothing that others commit matters.",
)
no_attack(
    "9s",
    "two",
    "A head moves with the row that moves it, in one turn.",
)
no_attack(
    "3b 3f",
    "two",
    "Checked with the one row that is changed, for which writers wait: see 9i and 9j.",
)
no_attack(
    "3e",
    "two",
    "Verification is never undone; one that is not committed yet is not seen.",
)
no_attack(
    "3g",
    "two",
    "If the account is linked while it verifies, the signing looks again: see 3g in SQL.",
)
no_attack(
    "4a 4b 4c",
    "two",
    "Sign-offs stay, so that nothing that others commit takes an approval away.",
)
no_attack(
    "7f",
    "two",
    "Contributions name accounts by number and don't depend on the account's row.",
)
no_attack(
    " ".join(RIGHTS),
    "two",
    "Privileges are those of the role, whichever connection it uses.",
)
