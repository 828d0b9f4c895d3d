"""The form behind the editor of an article."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from publications.articles import provenance


class ArticleForm(WagtailAdminPageForm):
    """Asks for byline and provenance when the article is to be published, and remembers who first asked for that."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation:  # saved as a draft
            return cleaned
        for field, words in provenance.problems(cleaned, authors=self._authors()).items():
            self.add_error(None if field == "__all__" else field, words)
        if self.instance.posted_by is None:
            self.instance.posted_by = self.for_user
        return cleaned

    def _authors(self) -> int:
        """Count the authors that will be left; a row that is wrong counts, and says itself what is wrong."""
        formset = self.formsets["authors"]
        deleted = formset.deleted_forms
        return sum(1 for form in formset.forms if (form.has_changed() or form.instance.pk) and form not in deleted)
