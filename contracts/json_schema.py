"""JSON Schema 2020-12 of a declaration, through apispec's marshmallow plugin: the same conversion that writes OpenAPI."""

from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from contracts import fields as our
from contracts.declare import schema_class

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_COMPONENTS: Final = "#/components/schemas/"


def plugin() -> MarshmallowPlugin:
    """apispec's plugin, taught our fields. One per APISpec object."""
    teacher = MarshmallowPlugin(schema_name_resolver=_name)
    return teacher


def teach(converter: Any) -> None:
    """Tell the converter what our fields mean; call once the plugin has joined its APISpec."""
    converter.map_to_openapi_type(our.Base64, "string", "byte")
    converter.map_to_openapi_type(our.Instant, "string", "date-time")
    converter.map_to_openapi_type(our.Day, "string", "date")
    converter.map_to_openapi_type(our.AnyJson, None, None)
    converter.map_to_openapi_type(our.MergePatch, "object", None)
    converter.add_attribute_function(_texts)
    converter.add_attribute_function(_whole_number)


def document(message: type) -> dict[str, Any]:
    """A self-contained schema document; nested declarations stand under `$defs`."""
    marshmallow_plugin = plugin()
    spec = APISpec("", "", "3.1.0", plugins=[marshmallow_plugin])
    assert marshmallow_plugin.converter is not None
    teach(marshmallow_plugin.converter)
    name = message.__name__
    spec.components.schema(name, schema=schema_class(message))
    schemas = _rebase(spec.to_dict()["components"]["schemas"])
    root = schemas.pop(name)
    found = {"$schema": DIALECT, "title": name, **root}
    if schemas:
        found["$defs"] = schemas
    return found


def _texts(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    return {"propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}} if isinstance(field, our.TextsByKey) else {}


def _whole_number(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    return {"maximum": our.MAX_WHOLE, "minimum": -our.MAX_WHOLE} if isinstance(field, our.WholeNumber) and not field.validators else {}


def _name(schema: Any) -> str:
    found = schema if isinstance(schema, type) else type(schema)
    assert issubclass(found, Schema)
    return found.__name__


def _rebase(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item.replace(_COMPONENTS, "#/$defs/") if key == "$ref" else _rebase(item) for key, item in value.items()}
    return [_rebase(item) for item in value] if isinstance(value, list) else value
