"""Two teams for staff who do not do everything."""

from django.contrib.auth.models import Group, Permission

_LOOK = ["view_order", "view_withdrawal", "view_case", "view_message", "view_product"]
_TEAMS = {
    "Préparation": ["view_order", "change_order", "view_product", "view_stockmove"],
    "Service client": [*_LOOK, "change_order", "change_case", "change_withdrawal"],
}


def plant_teams() -> None:
    """Create the teams where there is none yet; whoever joins one may do its work."""
    if Group.objects.exists():
        return
    for name, codenames in _TEAMS.items():
        group = Group.objects.create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=codenames))
