"""Read form-encoded parameters, and hold them against the types of the `stripe` library."""

import re
import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from checkout.gateways.fake_stripe.errors import BadRequest
from checkout.gateways.fake_stripe.state import Json

PART = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MAX_METADATA, MAX_METADATA_NAME, MAX_METADATA_VALUE = 50, 40, 500


def nested(pairs: Iterable[tuple[str, str]]) -> Json:
    """Turn `a[b]`, `a[0][b]` and `a[]` into dicts and lists.

    >>> nested([("a[b]", "1"), ("c[0][d]", "2"), ("c[1][d]", "3"), ("e[]", "4")])
    {'a': {'b': '1'}, 'c': [{'d': '2'}, {'d': '3'}], 'e': ['4']}
    """
    root: Json = {}
    for name, value in pairs:
        *path, last = PART.findall(name) or [name]
        place = root
        for part in path:
            place = place.setdefault(part or str(len(place)), {})
            if not isinstance(place, dict):
                raise BadRequest(f"Invalid parameter: {name}", param=name)
        place[last or str(len(place))] = value
    return {name: _with_lists(value) for name, value in root.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_with_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _with_lists(item) for name, item in value.items()}


def read(params: Json, shape: Any, *, prefix: str = "") -> Json:
    """Return the parameters with numbers and booleans converted; raise BadRequest.

    `shape` is one of the library's typed dictionaries: a name that it does not have is refused.
    """
    hints = _hints(shape)
    result: Json = {}
    for name, value in params.items():
        path = f"{prefix}[{name}]" if prefix else name
        if name not in hints:
            raise BadRequest(
                f"Received unknown parameter: {path}", code="parameter_unknown", param=path
            )
        result[name] = _converted(value, _choices(hints[name]), path)
    return result


def required(params: Json, *names: str) -> None:
    """Raise BadRequest unless every name has a value."""
    for name in names:
        if params.get(name) in (None, "", [], {}):
            raise BadRequest(
                f"Missing required param: {name}.", code="parameter_missing", param=name
            )


def merge_metadata(old: Json, changes: Any) -> Json:
    """Return the metadata after an update, where an empty value removes a name."""
    if changes == "":
        return {}
    merged = {name: value for name, value in (old | (changes or {})).items() if value != ""}
    if len(merged) > MAX_METADATA:
        raise BadRequest("Metadata can hold at most 50 keys.", param="metadata")
    for name, value in merged.items():
        if len(name) > MAX_METADATA_NAME or len(value) > MAX_METADATA_VALUE:
            raise BadRequest("Metadata keys or values are too long.", param=f"metadata[{name}]")
    return merged


def check_email(params: Json, name: str) -> None:
    """Raise BadRequest when an address is given that cannot be one."""
    value = params.get(name)
    if value and not EMAIL.fullmatch(value):
        raise BadRequest(f"Invalid email address: {value}", code="email_invalid", param=name)


def integer(value: object, path: str) -> int:
    """Return a whole number; raise BadRequest."""
    if not re.fullmatch(r"-?[0-9]{1,15}", str(value)):
        raise BadRequest(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path)
    return int(str(value))


@cache
def _hints(shape: Any) -> Json:
    return get_type_hints(shape, localns={"StripeContext": object, "Mapping": Mapping})


def _choices(hint: Any) -> tuple[Any, ...]:
    """Flatten a union into the types that it allows."""
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(choice for arg in get_args(hint) for choice in _choices(arg))
    return (hint,)


def _converted(value: Any, choices: tuple[Any, ...], path: str) -> Any:
    if isinstance(value, dict):
        shape = next((choice for choice in choices if hasattr(choice, "__total__")), None)
        return read(value, shape, prefix=path) if shape else value
    if isinstance(value, list):
        item = next((get_args(choice)[0] for choice in choices if get_origin(choice) is list), str)
        return [_converted(one, _choices(item), f"{path}[{i}]") for i, one in enumerate(value)]
    if value in ("true", "false") and bool in choices:
        return value == "true"
    if int in choices and str not in choices and value != "":
        return integer(value, path)
    return value
