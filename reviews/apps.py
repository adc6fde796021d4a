from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Physicians and reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put what waits for a physician on the index of the admin."""
        import_module("reviews.desk.part")
