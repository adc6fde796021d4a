from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Public pages"
    default_auto_field = "django.db.models.BigAutoField"
