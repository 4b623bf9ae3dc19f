"""The database keeps the history of prices by itself: see catalog/guards.py."""

from django.db import migrations

from catalog import guards


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_search_index")]

    operations = [migrations.RunPython(guards.put_up, guards.take_down)]
