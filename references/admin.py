from django.contrib import admin

from references.models import Reference


@admin.register(Reference)
class ReferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["title", "year", "doi", "pmid"]
    search_fields = ["title", "doi", "pmid"]
    readonly_fields = ["title", "year", "doi", "pmid"]
    show_full_result_count = False
