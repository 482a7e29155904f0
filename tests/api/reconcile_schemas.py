"""JSON schemas of the Entity Reconciliation API 0.2, written from the text of the specification.

They hold what its sections demand of service manifests, reconciliation results, suggest responses, flyouts, property
proposals and data extension. Members that it does not name are refused, which is stricter than the specification is.
"""

from typing import Any

TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": "^https?://"}
TYPE = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "additionalProperties": False,
    "properties": {
        "service_url": URI,
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_url": URI,
        "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
    },
}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}

MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "additionalProperties": False,
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": URI,
        "schemaSpace": URI,
        "documentation": URI,
        "logo": URI,
        "serviceVersion": TEXT,
        "batchSize": {"type": "integer", "minimum": 1},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "feature_view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "additionalProperties": False,
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"entity": SERVICE, "property": SERVICE, "type": SERVICE},
        },
        "extend": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "propose_properties": SERVICE,
                "property_settings": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "label", "type"],
                        "properties": {"type": {"enum": ["number", "text", "checkbox", "select"]}},
                    },
                },
            },
        },
        "authentication": {"type": "object"},
    },
}

CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "type", "score", "match"],
    "additionalProperties": False,
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "score": {"type": "number"},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": TYPE},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "additionalProperties": False,
                "properties": {"id": TEXT, "value": {"type": ["boolean", "number"]}},
            },
        },
    },
}
RESULTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "additionalProperties": False,
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}

SUGGESTIONS: dict[str, Any] = {
    "type": "object",
    "required": ["result"],
    "additionalProperties": False,
    "properties": {
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name"],
                "additionalProperties": False,
                "properties": {
                    "id": TEXT,
                    "name": TEXT,
                    "description": {"type": "string"},
                    "notable": {"type": "array", "items": {"anyOf": [TYPE, TEXT]}},
                },
            },
        }
    },
}

FLYOUT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "html"],
    "additionalProperties": False,
    "properties": {"id": TEXT, "html": TEXT},
}

PROPOSALS: dict[str, Any] = {
    "type": "object",
    "required": ["properties", "type"],
    "additionalProperties": False,
    "properties": {"type": TEXT, "limit": {"type": "integer"}, "properties": {"type": "array", "items": TYPE}},
}


def _cell(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(members), "additionalProperties": False, "properties": members}


EXTENSION: dict[str, Any] = {
    "type": "object",
    "required": ["meta", "rows"],
    "additionalProperties": False,
    "properties": {
        "meta": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name"],
                "additionalProperties": False,
                "properties": {"id": TEXT, "name": TEXT, "type": TYPE, "service": URI},
            },
        },
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            _cell(id=TEXT, name=TEXT),
                            _cell(str={"type": "string"}),
                            _cell(int={"type": "integer"}),
                            _cell(float={"type": "number"}),
                            _cell(date={"type": "string"}),
                        ]
                    },
                },
            },
        },
    },
}
