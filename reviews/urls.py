from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("<int:pk>/submit/", views.submission, name="submit"),
    path("<int:pk>/recall/", views.recalling, name="recall"),
]
