"""9h and 9p: comments are resolved and taken over, once; comments and replies may be erased."""

from __future__ import annotations

from reviews.models import Comment, Reply
from tests.workflow.attacks.families import BY_HAND, changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

RESOLVED = "a_comment_is_only_resolved_once"
ERASED = "a_comment_is_only_erased"

# --- 9h. Comments

changes(
    "9h",
    "opened again",
    lambda world: world.discussion.resolved,
    {"resolved_at": None},
    refused_by=RESOLVED,
)
changes(
    "9h",
    "resolved at another time",
    lambda world: world.discussion.resolved,
    {"resolved_at": SOME_TIME},
    refused_by=RESOLVED,
    ways=BY_HAND,
)
changes("9h", "no longer blocking", lambda world: world.closed.blocked, {"is_blocking": False})
changes(
    "9h",
    "moved to another review",
    lambda world: world.closed.blocked,
    lambda world: {"review": world.reviews.accepted},
    ways=BY_HAND,
)
changes(
    "9h",
    "other words put in a mouth",
    lambda world: world.discussion.comment,
    {"text": "All is well."},
    refused_by="a_comment_is_only_erased",
)
removals("9h", "a blocking one deleted", lambda world: world.closed.blocked)


@attack("9h", "sql", refused_by="23503")
def on_a_review_that_is_not(world: World) -> Act:
    return lambda: Comment.objects.create(review_id=-1, text="?")


def _suggestion(world: World) -> Comment:
    return world.discussion.suggestion


changes(
    "9h",
    "taken over again",
    lambda world: world.discussion.taken_over,
    {"taken_over_at": SOME_TIME},
    refused_by=RESOLVED,
)
changes(
    "9h",
    "taken over no more",
    lambda world: world.discussion.taken_over,
    {"taken_over_at": None},
    refused_by=RESOLVED,
    ways=["update", "sql", "session"],
)
changes(
    "9h",
    "a remark taken over",
    lambda world: world.discussion.comment,
    {"taken_over_at": SOME_TIME},
    refused_by="only_a_suggestion_is_taken_over",
    ways=["update", "sql"],
)
changes(
    "9h", "other words suggested", _suggestion, {"replacement": "Sleep heals."}, refused_by=ERASED
)
changes("9h", "a suggestion that was a question", _suggestion, {"kind": "question"}, ways=BY_HAND)
changes("9h", "moved to another passage", _suggestion, {"block": 0}, ways=BY_HAND)
changes("9h", "other words quoted", _suggestion, {"quote": "Sleep heals."}, ways=BY_HAND)
insertions(
    "9h",
    "of a kind that is not",
    lambda world: Comment(review=world.reviews.accepted, kind="praise", text="!"),
    refused_by="a_comment_is_of_a_known_kind",
    ways=["sql"],
)
insertions(
    "9h",
    "on a passage before the first",
    lambda world: Comment(review=world.reviews.accepted, block=-1, text="!"),
    refused_by="reviews_comment_block_check",
    ways=["sql"],
)

# --- 9p. Replies


def _reply(world: World) -> Reply:
    return world.discussion.reply


ONLY_ERASED = "a_reply_is_only_erased"
changes("9p", "other words put in a mouth", _reply, {"text": "No."}, refused_by=ONLY_ERASED)
changes(
    "9p",
    "said by somebody else",
    _reply,
    {"author_name": "Dr. Other"},
    refused_by=ONLY_ERASED,
    ways=["update", "sql", "session"],
)
changes("9p", "by another account", _reply, {"author": 7}, ways=BY_HAND)
changes("9p", "to another comment", _reply, lambda world: {"comment": world.discussion.comment})
removals("9p", "deleted", _reply)
insertions(
    "9p",
    "to a comment that is not",
    lambda world: Reply(comment_id=-1, author=7, author_name="?", text="?"),
    refused_by="23503",
    ways=["sql"],
)
