from django.apps import AppConfig
from django.contrib.admin import apps


class WorkbenchConfig(AppConfig):
    name = "workbench"
    default = True


class WorkbenchAdminConfig(apps.AdminConfig):
    """Django's admin with our site."""

    default = False
    default_site = "workbench.site.Workbench"
