"""What ``verify`` compares by one query each: evidence with ledger, and notes with evidence.

The ledger must tell of every act, and every act that it tells of must be there. What the database
notes beside the evidence, so that lists need not read all of it, must be what the evidence says.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from publishing.faults import Fault

UNRECORDED = {
    "edition": """
        SELECT edition.article_id, edition.number FROM articles_edition edition
        WHERE NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'submit'
              AND gate_text(entry.content, '{facts,edition}') = edition.number::text
              AND gate_text(entry.content, '{facts,digest}') = edition.digest)""",
    "recall of edition": """
        SELECT edition.article_id, edition.number FROM articles_edition edition
        WHERE edition.recalled_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'recall'
              AND gate_text(entry.content, '{facts,edition}') = edition.number::text
              AND gate_text(entry.content, '{facts,reason}') = edition.recall_reason)""",
    "blocking comment on edition": """
        SELECT edition.article_id, edition.number FROM reviews_comment comment
        JOIN reviews_review review ON review.id = comment.review_id
        JOIN articles_edition edition ON edition.id = review.edition_id
        WHERE comment.is_blocking
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'comment'
              AND gate_text(entry.content, '{facts,comment}') = comment.id::text)""",
    "settling of a blocking comment on edition": """
        SELECT edition.article_id, edition.number FROM reviews_comment comment
        JOIN reviews_review review ON review.id = comment.review_id
        JOIN articles_edition edition ON edition.id = review.edition_id
        WHERE comment.is_blocking AND comment.resolved_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'resolve'
              AND gate_text(entry.content, '{facts,comment}') = comment.id::text)""",
    "sign-off on edition": """
        SELECT edition.article_id, edition.number FROM reviews_signoff sign_off
        JOIN articles_edition edition ON edition.id = sign_off.edition_id
        WHERE NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'sign'
              AND gate_text(entry.content, '{facts,review}') = sign_off.review_id::text
              AND gate_text(entry.content, '{facts,decision}') = sign_off.decision)""",
    "release of edition": """
        SELECT edition.article_id, edition.number FROM publishing_release release
        JOIN articles_edition edition ON edition.id = release.edition_id
        WHERE NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'release'
              AND gate_text(entry.content, '{facts,release}') = release.id::text)""",
    "withdrawal of edition": """
        SELECT edition.article_id, edition.number FROM publishing_release release
        JOIN articles_edition edition ON edition.id = release.edition_id
        WHERE release.end_reason NOT IN ('', 'superseded')
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = edition.article_id AND entry.action = 'withdraw'
              AND gate_text(entry.content, '{facts,release}') = release.id::text)""",
    "safety notice": """
        SELECT notice.article_id, notice.id FROM publishing_safetynotice notice
        WHERE NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = notice.article_id AND entry.action = 'safety_notice'
              AND gate_text(entry.content, '{facts,notice}') = notice.id::text)""",
    "lifting of safety notice": """
        SELECT notice.article_id, notice.id FROM publishing_safetynotice notice
        WHERE notice.lifted_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = notice.article_id AND entry.action = 'safety_notice_lifted'
              AND gate_text(entry.content, '{facts,notice}') = notice.id::text)""",
    "concern": """
        SELECT release.article_id, concern.id FROM publishing_concern concern
        JOIN publishing_release release ON release.id = concern.release_id
        WHERE NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = release.article_id AND entry.action = 'concern'
              AND gate_text(entry.content, '{facts,concern}') = concern.id::text)""",
    "closing of concern": """
        SELECT release.article_id, concern.id FROM publishing_concern concern
        JOIN publishing_release release ON release.id = concern.release_id
        WHERE concern.closed_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM reviews_ledgerentry entry
            WHERE entry.article_id = release.article_id AND entry.action = 'concern_closed'
              AND gate_text(entry.content, '{facts,concern}') = concern.id::text
              AND gate_text(entry.content, '{facts,reason}') = concern.closing)""",
}
"""Acts without an entry in the ledger: the article's number, and the edition's, notice's or
concern's."""

_GONE = """
    SELECT entry.article_id, entry.number FROM reviews_ledgerentry entry
    WHERE entry.action = '{action}' AND NOT EXISTS (SELECT FROM {evidence})"""
_COMMENT = """reviews_comment comment
    WHERE comment.id::text = gate_text(entry.content, '{facts,comment}')"""
_NOTICE = """publishing_safetynotice notice
    WHERE notice.article_id = entry.article_id
      AND notice.id::text = gate_text(entry.content, '{facts,notice}')"""
_CONCERN = """publishing_concern concern
    JOIN publishing_release release ON release.id = concern.release_id
    WHERE release.article_id = entry.article_id
      AND concern.id::text = gate_text(entry.content, '{facts,concern}')"""
_RELEASE = """publishing_release release
    WHERE release.article_id = entry.article_id
      AND release.id::text = gate_text(entry.content, '{facts,release}')"""
_EDITION = """articles_edition edition
    WHERE edition.article_id = entry.article_id
      AND edition.number::text = gate_text(entry.content, '{facts,edition}')"""
EVIDENCE = {
    "submit": f"{_EDITION} AND edition.digest = gate_text(entry.content, '{{facts,digest}}')",
    "recall": f"{_EDITION} AND edition.recalled_at IS NOT NULL",
    "comment": f"""{_COMMENT}
        AND comment.is_blocking::text = gate_text(entry.content, '{{facts,blocking}}')""",
    "resolve": f"{_COMMENT} AND comment.resolved_at IS NOT NULL",
    "take_over": f"{_COMMENT} AND comment.taken_over_at IS NOT NULL",
    "reply": """reviews_reply reply
        WHERE reply.id::text = gate_text(entry.content, '{facts,reply}')""",
    "sign": """reviews_signoff sign_off
        WHERE sign_off.review_id::text = gate_text(entry.content, '{facts,review}')
          AND sign_off.decision = gate_text(entry.content, '{facts,decision}')""",
    "release": _RELEASE,
    "withdraw": f"{_RELEASE} AND release.end_reason = gate_text(entry.content, '{{facts,reason}}')",
    "safety_notice": _NOTICE,
    "safety_notice_lifted": f"{_NOTICE} AND notice.lifted_at IS NOT NULL",
    "concern": _CONCERN,
    "concern_closed": f"""{_CONCERN}
        AND concern.closing = gate_text(entry.content, '{{facts,reason}}')""",
}
"""By the ledger's action, the rows that must be there if it tells so."""

_HEADS = "SELECT head.article_id, NULL FROM articles_articlehead head WHERE "
_IN_WORK = """
    SELECT coalesce(head.article_id, last.article_id), last.number
    FROM articles_articlehead head
    FULL JOIN (SELECT DISTINCT ON (article_id) article_id, id, number, recalled_at
               FROM articles_edition ORDER BY article_id, number DESC) last USING (article_id)
    WHERE """
NOTED = {
    "counts other editions": f"{_IN_WORK} coalesce(head.editions, -1) <> coalesce(last.number, 0)",
    "names another edition in work": f"""{_IN_WORK}
        head.edition_in_work_id IS DISTINCT FROM
        CASE WHEN last.recalled_at IS NULL
              AND NOT EXISTS (SELECT FROM publishing_release release
                              WHERE release.edition_id = last.id) THEN last.id END""",
    "does not tell what is public": f"""{_HEADS}
        head.is_public <> EXISTS (SELECT FROM publishing_release release
            WHERE release.article_id = head.article_id AND release.ended_at IS NULL)""",
    "does not tell what was public": f"""{_HEADS}
        head.was_public <> EXISTS (SELECT FROM publishing_release release
            WHERE release.article_id = head.article_id)""",
}
"""What an article's head says otherwise than the evidence does."""

REVIEW_DUE = """
    SELECT release.article_id, edition.number FROM publishing_release release
    JOIN articles_edition edition ON edition.id = release.edition_id
    WHERE release.review_due_on IS DISTINCT FROM (
        SELECT ((sign_off.signed_at AT TIME ZONE 'UTC')::date
                + make_interval(months => edition.review_months))::date
        FROM reviews_signoff sign_off
        WHERE sign_off.edition_id = edition.id AND sign_off.decision = 'approve'
        ORDER BY sign_off.signed_at DESC OFFSET edition.required_approvals - 1 LIMIT 1)"""


def check_recorded() -> Iterator[list[Fault]]:
    """Require that every act has its entry in the ledger, and every entry its act."""
    for what, query in UNRECORDED.items():
        yield [
            Fault("ledger", f"{what} {number} of article {article}", "has no entry")
            for article, number in _found(query)
        ]
    for action, evidence in EVIDENCE.items():
        yield [
            Fault(
                "ledger", f"entry {number} of article {article}", f"tells of a {action} not there"
            )
            for article, number in _found(
                _GONE.replace("{action}", action).replace("{evidence}", evidence)
            )
        ]


def check_noted() -> Iterator[list[Fault]]:
    """Require that the heads of articles and the due dates of reviews are what evidence says."""
    for difference, query in NOTED.items():
        yield [
            Fault("heads", f"head of article {article}", difference) for article, _ in _found(query)
        ]
    yield [
        Fault("releases", f"edition {number} of article {article}", "has another review due date")
        for article, number in _found(REVIEW_DUE)
    ]


def _found(query: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
