from django.urls import path, re_path

from publishing import images, preview, views
from publishing.board import views as board

app_name = "publishing"

SLUG = r"(?P<slug>[-a-zA-Z0-9_]{1,200})"
SLUG_OF_PHYSICIAN = r"(?P<slug>[-a-z0-9_]{1,250})"

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/articles/article/preview/", preview.preview, name="preview"),
    path("admin/articles/article/<int:pk>/preview/", preview.draft_preview, name="draft_preview"),
    path("admin/articles/article/<int:pk>/preview/page/", preview.draft_page, name="draft_page"),
    path("board/", board.board, name="board"),
    path("board/articles/<int:pk>/", board.story, name="story"),
    re_path(rf"^articles/{SLUG}/$", views.article, name="article"),
    re_path(rf"^articles/{SLUG}/review-record/$", views.review_record, name="review-record"),
    re_path(
        rf"^articles/{SLUG}/review-record\.json$",
        views.review_record_json,
        name="review-record-json",
    ),
    re_path(
        r"^images/(?P<digest>[0-9a-f]{64})\.(?P<kind>jpg|png|webp)$", images.image, name="image"
    ),
    re_path(rf"^physicians/{SLUG_OF_PHYSICIAN}/$", views.physician, name="physician"),
    path("how-we-review/", views.how_we_review, name="how-we-review"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
]
