from django.apps import AppConfig


class MedcontentConfig(AppConfig):
    name = "medcontent"
    default_auto_field = "django.db.models.BigAutoField"
