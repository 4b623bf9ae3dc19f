"""Fields that take what people really type: any script, stray spaces, pasted text."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from checkout.models import Checkout
from shop.forms import printable

TOO_LONG = _("Raccourcissez ce texte : %(limit_value)d caractères au plus.")


def one_line(value: str) -> str:
    """Return a text on one line, composed, without spaces at its ends.

    Raises ValidationError on a character that no keyboard types: a NUL breaks the database, an
    escape the printer of labels.

    >>> one_line("  Jose\\u0301\\tMaria ")
    'José Maria'
    """
    line = " ".join(unicodedata.normalize("NFC", value).split())
    printable(line)
    return line


class TextLine(forms.CharField):
    """One line of text in any script; emoji and right-to-left names are names."""

    default_error_messages = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> str:
        """Return the text on one clean line."""
        return one_line(super().to_python(value) or "")


class Postcode(TextLine):
    """A postcode, whose spaces do not count."""

    def to_python(self, value: Any) -> str:
        """Return the postcode without its spaces, in capitals."""
        return super().to_python(value).replace(" ", "").upper()


class Email(forms.EmailField):
    """An e-mail address as it is kept: without spaces, in lower case."""

    default_error_messages = {
        "required": _("Saisissez votre adresse e-mail, par exemple nom@exemple.fr"),
        "invalid": _("Saisissez votre adresse e-mail, par exemple nom@exemple.fr"),
        "max_length": TOO_LONG,
    }

    def to_python(self, value: Any) -> str:
        """Return the address; a phone's keyboard adds spaces and a capital."""
        return one_line(super().to_python(value) or "").replace(" ", "").lower()


class CheckoutForm(forms.ModelForm[Checkout]):
    """A part of the checkout; errors in a section that is folded away do not count."""

    def hidden_fields_now(self) -> set[str]:
        """Return the names of the fields that the present choices do not ask for."""
        return set()

    def full_clean(self) -> None:
        """Check every field; what is typed in a hidden one is kept when it is right."""
        super().full_clean()
        for name in self.hidden_fields_now() if self.is_bound else ():
            self.errors.pop(name, None)

    def valid_names(self) -> list[str]:
        """Return the fields that can be kept, even though others are wrong."""
        return [name for name in self._meta.fields or () if name in self.cleaned_data]
