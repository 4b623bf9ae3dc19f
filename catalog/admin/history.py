"""The history of a product, in words: no value of a database, no name of one of its codes."""

from typing import Any

from django.contrib.admin.utils import display_for_value
from django.template.defaultfilters import yesno
from simple_history.template_utils import HistoricalRecordContextHelper

NOTHING = "–"


class WordedHistory(HistoricalRecordContextHelper):  # type: ignore[misc]
    """What changed between two versions, each value as staff read it on the form."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return the label of a choice, a moment of Paris, « oui », or a dash for nothing."""
        found = super().prepare_delta_change_value(change, value)
        if isinstance(found, bool):
            return yesno(found)
        labels = dict(self.model._meta.get_field(change.field).flatchoices)
        if isinstance(found, str):
            return str(labels.get(found, found)) or NOTHING
        return display_for_value(found, NOTHING)
