from django.urls import path, re_path

from publishing import downloads, images, preview, views
from publishing.board import assigning, concern, listing, releasing, story, warning

app_name = "publishing"

SLUG = r"(?P<slug>[-a-zA-Z0-9_]{1,200})"
SLUG_OF_PHYSICIAN = r"(?P<slug>[-a-z0-9_]{1,250})"

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/articles/article/preview/", preview.preview, name="preview"),
    path("admin/articles/article/<int:pk>/preview/", preview.draft_preview, name="draft_preview"),
    path("admin/articles/article/<int:pk>/preview/page/", preview.draft_page, name="draft_page"),
    path("board/", listing.board, name="board"),
    re_path(
        r"^board/choices/(?P<name>condition|therapy|physician|writer)/$",
        listing.choices,
        name="board-choices",
    ),
    path("board/articles/<int:pk>/", story.story, name="story"),
    path("board/articles/<int:pk>/assign/", assigning.assigning, name="assign"),
    path("board/reviews/<int:pk>/due-date/", assigning.moving, name="due-date"),
    path("board/reviews/<int:pk>/remind/", assigning.reminding, name="remind"),
    path("board/reviews/<int:pk>/take-back/", assigning.taking_back, name="take-back"),
    path("board/articles/<int:pk>/release/", releasing.releasing, name="release"),
    path("board/articles/<int:pk>/schedule/", releasing.scheduling, name="schedule"),
    path("board/articles/<int:pk>/unschedule/", releasing.unscheduling, name="unschedule"),
    path("board/articles/<int:pk>/withdraw/", warning.withdrawing, name="withdraw"),
    path("board/articles/<int:pk>/notice/", warning.warning, name="notice"),
    path("desk/concerns/<int:pk>/", concern.concern, name="concern"),
    path("desk/articles/<int:pk>/stand-back/", warning.standing_back, name="stand-back"),
    re_path(rf"^articles/{SLUG}/$", views.article, name="article"),
    re_path(rf"^articles/{SLUG}/review-record/$", views.review_record, name="review-record"),
    re_path(
        rf"^articles/{SLUG}/review-record\.json$",
        views.review_record_json,
        name="review-record-json",
    ),
    re_path(
        rf"^articles/{SLUG}/references\.(?P<suffix>bib|ris|json)$",
        downloads.references,
        name="references",
    ),
    re_path(
        r"^images/(?P<digest>[0-9a-f]{64})\.(?P<kind>jpg|png|webp)$", images.image, name="image"
    ),
    re_path(rf"^physicians/{SLUG_OF_PHYSICIAN}/$", views.physician, name="physician"),
    path("how-we-review/", views.how_we_review, name="how-we-review"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
]
