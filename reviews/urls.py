from django.urls import path

from reviews import views
from reviews.desk import answering, deciding, differing, discussing, queue, reading, writers

app_name = "reviews"

urlpatterns = [
    path("admin/articles/article/<int:pk>/submit/", views.submission, name="submit"),
    path("admin/articles/article/<int:pk>/recall/", views.recalling, name="recall"),
    path("desk/", queue.desk, name="desk"),
    path("desk/reviews/<int:pk>/", reading.reading, name="reading"),
    path("desk/reviews/<int:pk>/accept/", answering.accepting, name="accept"),
    path("desk/reviews/<int:pk>/decline/", answering.declining, name="decline"),
    path("desk/reviews/<int:pk>/changes/<int:since>/", differing.changes, name="changes"),
    path("desk/reviews/<int:pk>/fast-lane/", differing.fast_lane, name="fast-lane"),
    path("desk/reviews/<int:pk>/comment/", discussing.commenting, name="comment"),
    path("desk/reviews/<int:pk>/comments/<int:comment>/reply/", discussing.replying, name="reply"),
    path(
        "desk/reviews/<int:pk>/comments/<int:comment>/settle/",
        discussing.resolving,
        name="resolve",
    ),
    path("desk/reviews/<int:pk>/sign/<slug:decision>/", deciding.signing, name="sign"),
    path("desk/reviews/<int:pk>/receipt/", deciding.receipt, name="receipt"),
    path(
        "desk/reviews/<int:pk>/statement.json",
        deciding.statement,
        {"kind": "json"},
        name="statement-json",
    ),
    path(
        "desk/reviews/<int:pk>/statement.jws",
        deciding.statement,
        {"kind": "jws"},
        name="statement-jws",
    ),
    path("desk/articles/<int:pk>/comments/", writers.discussion, name="comments"),
    path("desk/articles/<int:pk>/comments/<int:comment>/answer/", writers.answering, name="answer"),
    path(
        "desk/articles/<int:pk>/comments/<int:comment>/take-over/",
        writers.taking_over,
        name="take-over",
    ),
]
