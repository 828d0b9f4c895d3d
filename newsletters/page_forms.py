"""The form behind the editor of an issue."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class IssueForm(WagtailAdminPageForm):
    """Suggests a new issue's slug: its number. The number itself is suggested by the model's default."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and not self.instance.slug:
            self.initial["slug"] = str(self.instance.number)

    def clean(self) -> dict[str, Any]:
        """Let the slug follow the number as long as nobody has written one of their own."""
        number, slug = self.cleaned_data.get("number"), self.cleaned_data.get("slug")
        if self.instance._state.adding and number and (not slug or slug == self.initial.get("slug")):
            self.cleaned_data["slug"] = str(number)
        cleaned: dict[str, Any] = super().clean()
        return cleaned
