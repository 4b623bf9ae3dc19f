"""What the forms open to anybody share: long texts, and a trap for programs that fill in all."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INVISIBLE = _("Retirez les caractères invisibles de ce texte.")
TOO_LONG = _("Raccourcissez ce texte : %(limit_value)d caractères au plus.")
# No keyboard types them, and no XML, hence no e-mail template, can hold them.
_NEVER = {"\ufffe", "\uffff"}


def printable(value: str) -> None:
    """Refuse control characters, new lines and tabs apart; raises ValidationError."""
    for character in value:
        is_control = unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        if is_control or character in _NEVER:
            raise ValidationError(INVISIBLE, "control")


class Paragraphs(forms.CharField):
    """A text of several lines, kept word for word."""

    widget = forms.Textarea
    default_validators = [printable]
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        """Return the text with the line ends that the rest of the shop knows."""
        text = str(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n")


class TrappedForm(forms.Form):
    """A form with a field that people do not see.

    Whoever fills it in is asked once more, with the field emptied and all the rest kept: a program
    starts again in vain, a person whose browser filled it in only presses the button again.
    """

    website = forms.CharField(label=_("Laissez ce champ vide"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean(self) -> dict[str, Any]:
        """Ask once more when the trap is filled in."""
        if self.cleaned_data.get("website"):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("website")] = ""  # type: ignore[index]
            self.add_error(
                None,
                _("Un champ qui doit rester vide était rempli. Il est vidé : validez à nouveau."),
            )
        return self.cleaned_data
