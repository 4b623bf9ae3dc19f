"""Pages of objects, newest first, and references replaced by what they refer to."""

from typing import Any

from checkout.gateways.fake_stripe.errors import BadRequest
from checkout.gateways.fake_stripe.params import integer
from checkout.gateways.fake_stripe.state import Json, State, published

MAX_LIMIT = 100
FAR_AWAY = 10**12  # Unix seconds


def page(things: list[Json], params: Json, url: str, *filters: str) -> Json:
    """Return one page of a list, after the filters that the address allows."""
    for name in filters:
        if name in params:
            things = [thing for thing in things if thing[name] == params[name]]
    things = _created_between(things, params.get("created", {}))
    ids = [thing["id"] for thing in things]
    if "starting_after" in params:
        things = things[_position(ids, params["starting_after"], "starting_after") + 1 :]
    if "ending_before" in params:
        things = things[: _position(ids, params["ending_before"], "ending_before")]
    limit = integer(params.get("limit", "10"), "limit")
    if not 1 <= limit <= MAX_LIMIT:
        raise BadRequest("Invalid limit: it goes from 1 to 100.", param="limit")
    data = things[-limit:] if "ending_before" in params else things[:limit]
    return {"object": "list", "url": url, "has_more": len(things) > limit, "data": data}


def expand(state: State, thing: Json, paths: list[str]) -> Json:
    """Return a published copy in which the named references are whole objects."""
    copy: Json = published(thing)
    for path in paths:
        _expand(state, copy, path.split("."), path)
    return copy


def _expand(state: State, thing: Json, parts: list[str], path: str) -> None:
    name, *rest = parts
    if name == "data" and isinstance(thing.get("data"), list):
        for item in thing["data"]:
            _expand(state, item, rest, path)
        return
    original = state.objects.get(thing.get("id", ""), {})
    if name not in thing and f"_{name}" not in original:
        raise BadRequest(f"This property cannot be expanded ({path}).", param="expand[]")
    value: Any = thing.get(name, published(original.get(f"_{name}")))
    if isinstance(value, str) and value in state.objects:
        value = published(state.objects[value])
    thing[name] = value
    if rest and isinstance(value, dict):
        _expand(state, value, rest, path)


def _created_between(things: list[Json], bounds: Any) -> list[Json]:
    """Keep what was created between `gte`/`gt` and `lte`/`lt`, in Unix seconds."""
    if not isinstance(bounds, dict):
        return [thing for thing in things if thing["created"] == integer(bounds, "created")]
    at = {name: integer(value, f"created[{name}]") for name, value in bounds.items()}
    low = max(at.get("gte", 0), at.get("gt", -1) + 1)
    high = min(at.get("lte", FAR_AWAY), at.get("lt", FAR_AWAY) - 1)
    return [thing for thing in things if low <= thing["created"] <= high]


def _position(ids: list[str], pk: str, param: str) -> int:
    if pk not in ids:
        raise BadRequest(f"No such object: '{pk}'", code="resource_missing", param=param)
    return ids.index(pk)
