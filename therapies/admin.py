from django.contrib import admin

from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType


@admin.register(Condition)
class ConditionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "abbreviation"]
    search_fields = ["name", "abbreviation"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(TherapyType)
class TherapyTypeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "abbreviation"]
    search_fields = ["name", "abbreviation"]


@admin.register(Authority)
class AuthorityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["abbreviation", "name", "country"]
    search_fields = ["abbreviation", "name"]


@admin.register(RegulatoryStatus)
class RegulatoryStatusAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["therapy", "condition", "authority", "status", "as_of"]
    list_filter = ["authority", "status"]
    list_select_related = ["therapy", "condition", "authority"]
    autocomplete_fields = ["therapy", "condition", "authority"]
