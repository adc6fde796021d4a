from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/password_reset/", include("medcontent.accounts")),
    path("", include("reviews.urls")),
    path("", include("publishing.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "medcontent.errors.bad_request"
handler403 = "medcontent.errors.not_permitted"
handler404 = "medcontent.errors.not_found"
handler500 = "medcontent.errors.server_error"
