from django.urls import path

from reviews import views
from reviews.desk import views as desk

app_name = "reviews"

urlpatterns = [
    path("admin/articles/article/<int:pk>/submit/", views.submission, name="submit"),
    path("admin/articles/article/<int:pk>/recall/", views.recalling, name="recall"),
    path("desk/", desk.desk, name="desk"),
    path("desk/reviews/<int:pk>/", desk.reading, name="reading"),
    path("desk/articles/<int:pk>/comments/", desk.comments, name="comments"),
]
