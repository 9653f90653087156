"""JSON Schema 2020-12 of a declaration, through apispec's marshmallow plugin: the same conversion that writes OpenAPI."""

from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields as marshmallow_fields

from contracts import fields as our
from contracts.declare import natural_shape, schema_class

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_COMPONENTS: Final = "#/components/schemas/"


def plugin() -> MarshmallowPlugin:
    """apispec's plugin, taught our fields. One per APISpec object."""
    return MarshmallowPlugin(schema_name_resolver=_name)


def teach(converter: Any) -> None:
    """Tell the converter what our fields mean; call once the plugin has joined its APISpec."""
    converter.map_to_openapi_type(our.Base64, "string", "byte")
    converter.map_to_openapi_type(our.Instant, "string", "date-time")
    converter.map_to_openapi_type(our.Day, "string", "date")
    converter.map_to_openapi_type(our.AnyJson, None, None)
    converter.map_to_openapi_type(our.MergePatch, "object", None)
    converter.add_attribute_function(_texts)
    converter.add_attribute_function(_patch)
    converter.add_attribute_function(_secret)
    converter.add_attribute_function(_base64)
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
    if not isinstance(field, our.TextsByKey):
        return {}
    found: dict[str, Any] = {"propertyNames": self.field2property(field.key_field)}
    for check in field.validators:
        if isinstance(check, our.Entries):
            found |= {"minProperties": check.least, "maxProperties": check.most}
    return found


def _patch(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    return self.resolve_nested_schema(field.schema_class()) if isinstance(field, our.MergePatch) else {}


def _secret(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    return {"format": "password"} if isinstance(field, our.Text) and field.secret else {}


def _base64(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    if not isinstance(field, our.Base64):
        return {}
    return {"contentEncoding": "base64", "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"}


def _whole_number(self: Any, field: marshmallow_fields.Field[Any], **_: Any) -> dict[str, Any]:
    return {"maximum": our.MAX_WHOLE, "minimum": -our.MAX_WHOLE} if isinstance(field, our.WholeNumber) and not field.validators else {}


def _name(schema: Any) -> str:
    """The component's name: what may grow keeps the declaration's own, what is sent or patched says so unless it is a request itself."""
    found = schema if isinstance(schema, type) else type(schema)
    if not issubclass(found, our.ClosedSchema) or found.scn_shape == natural_shape(found.scn_message):  # type: ignore[attr-defined]
        return found.__name__
    return found.__name__ + ("Patch" if found.scn_shape == "patch" else "Input")  # type: ignore[attr-defined]


def _rebase(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item.replace(_COMPONENTS, "#/$defs/") if key == "$ref" else _rebase(item) for key, item in value.items()}
    return [_rebase(item) for item in value] if isinstance(value, list) else value
