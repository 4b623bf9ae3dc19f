"""Lists and tables that staff type as plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext


class EprField(forms.CharField):
    """Identifiers of extended producer responsibility, one a line: « Textiles : FR000000_11X »."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Return stored identifiers as lines."""
        if isinstance(value, list):
            return "\n".join(f"{epr['stream']} : {epr['number']}" for epr in value)
        return value

    def clean(self, value: Any) -> Any:
        """Return lines as identifiers; raises ValidationError for a line without « : »."""
        found = []
        for line in (value or "").splitlines():
            stream, _colon, number = (part.strip() for part in line.partition(":"))
            if stream and number:
                found.append({"stream": stream, "number": number})
            elif line.strip():
                raise forms.ValidationError(
                    gettext("« %s » : écrivez la filière, deux-points, puis le numéro.") % line
                )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether the identifiers themselves differ."""
        return bool(self.prepare_value(initial or []) != data)
