"""The second version of the house text: with review principles, and words for patients."""

from publishing.house_text.wording import HouseText, Section

HOW_WE_REVIEW = (
    Section(
        "Who writes, and who signs",
        (
            (
                "Writers prepare an article together with its sources. When it is ready, its text "
                "is frozen as a numbered edition: from then on nobody can change a word of it, "
                "and that includes us."
            ),
            (
                "A physician reads the whole edition and decides. A physician can sign only with "
                "a medical licence that another person has checked and that is valid on the day "
                "of signing. Nobody signs an article they worked on. Before they read, physicians "
                "state whether they have interests that could influence their judgement."
            ),
            (
                "An edition becomes public only when as many physicians have approved it as our "
                "rules asked for when it was submitted, and never fewer than one. One objection "
                "is enough to stop it. The database itself refuses everything else; no employee "
                "can make an exception."
            ),
        ),
    ),
    Section(
        "What a signature means",
        (
            (
                "With their signature a physician says: I have read the whole text of this "
                "edition, and to the best of my medical knowledge it is accurate, balanced and "
                "supported by the sources it cites."
            ),
            (
                "The signature belongs to exactly these words and to that day. If a single letter "
                "were changed, it would no longer fit, and the page would not be shown."
            ),
        ),
    ),
    Section(
        "What it does not mean",
        (
            (
                "It is not advice for you. The physician who signed has not examined you and does "
                "not know your history; your own physician does."
            ),
            (
                "It does not say that the sources are right in everything, or that nothing new "
                "has been found since. Each article therefore names the day on which its next "
                "review is due."
            ),
            (
                "It covers the words of the edition: not the website around them, not the pages "
                "that links lead to, and no later edition."
            ),
        ),
    ),
    Section(
        "What the signatures can’t prove",
        (
            (
                "Each review record names the method by which a physician signed. With the method "
                "“password”, the physician gave their password once more to sign, and our server "
                "vouches for that. Whoever held the server’s signing key could forge a statement."
            ),
            (
                "So the signatures let you see that the words are the ones that were signed. That "
                "the person at the keyboard was the physician rests on our server and on our "
                "care."
            ),
        ),
    ),
    Section(
        "How you can check it",
        (
            (
                "Each article links to its review record. It shows in plain words who read and "
                "approved which edition, when, and with which medical licence, for every edition "
                "that was ever public."
            ),
            (
                "The record also holds the exact text and the signatures for machines, with the "
                "commands that check them. They need only common tools and none of our software. "
                "The authority that is named with a licence can confirm it."
            ),
        ),
    ),
    Section(
        "When something turns out to be wrong",
        (
            (
                "A mistake is put right in a new edition, which physicians read and sign like the "
                "first. The earlier edition stays in the review record."
            ),
            (
                "While a serious question is open, the article can carry a notice at its top that "
                "it is under urgent review. The notice stays until the question is settled."
            ),
            (
                "If an article should no longer be read, it is withdrawn: its text is taken down, "
                "and a notice with the date and the reason stands in its place. A physician who "
                "no longer stands by what they signed can withdraw it too. A withdrawn edition is "
                "not made public again, and its review record stays. Nothing disappears without a "
                "word."
            ),
        ),
    ),
)

VERSION_2 = HouseText(
    version="2",
    disclaimer=(
        "This article informs; it does not replace advice from your own physician. "
        "In an emergency, call your local emergency number."
    ),
    promise=(
        "The words between the title and the end of the references are shown exactly as the "
        "physicians named here signed them."
    ),
    home_lead=(
        "Every article here is shown word for word as licensed physicians read and signed it, "
        "and anyone can check that."
    ),
    record_purpose=(
        "This record shows who signed which words of the article, and when, for every edition "
        "that was ever public. Anyone can check it with common tools; the commands are below."
    ),
    record_meaning=(
        "To approve means: the physician has read the whole text of the edition and finds it, to "
        "the best of their medical knowledge, accurate, balanced and supported by the sources it "
        "cites. It is no advice for one person’s own case."
    ),
    password_limits=(
        "What these signatures prove, and what they do not: each physician re-entered their "
        "password to sign. The server vouches for that, so whoever held the server’s signing key "
        "could forge a statement. The signatures cover the words of the edition on that date, "
        "not the site around them."
    ),
    withdrawn="This article was withdrawn on {date}. Reason: {reason}.",
    withdrawn_record="What was public before, and who signed it, stays in the review record.",
    safety_notice=(
        "This article has been under urgent review since {date}. Something has come up that may "
        "change what it says. Until that is settled, do not rely on it alone: ask your own "
        "physician."
    ),
    physician_page=(
        "This page shows the medical licences that another person has checked at the authority, "
        "and the editions this physician has signed that are or were public. It does not offer "
        "medical care, and is not a way to reach the physician."
    ),
    how_we_review_lead=(
        "The words of a medical article reach you here only as a qualified physician signed them. "
        "This page says what that means, where its limits are, and what happens when something "
        "turns out to be wrong."
    ),
    how_we_review=HOW_WE_REVIEW,
)
