"""The first version of the house text."""

from publishing.house_text.wording import HouseText

VERSION_1 = HouseText(
    version="1",
    disclaimer=(
        "This article informs; it does not replace advice from your own physician. "
        "In an emergency, call your local emergency number."
    ),
    promise=(
        "The words between the title and the end of the references are shown exactly as the "
        "physicians named here signed them."
    ),
    record_purpose=(
        "This record shows who signed which words of the article, and when, for every edition "
        "that was ever public. Anyone can check it with common tools; the commands are below."
    ),
    password_limits=(
        "What these signatures prove, and what they do not: each physician re-entered their "
        "password to sign. The server vouches for that, so whoever held the server's signing key "
        "could forge a statement. The signatures cover the words of the edition on that date, "
        "not the site around them."
    ),
    withdrawn="This article was withdrawn on {date}. Reason: {reason}.",
    withdrawn_record="What was public before, and who signed it, stays in the review record.",
)
