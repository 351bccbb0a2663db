namespace Lanner.Cli.Falco;

/// <summary>The JSON schema of rule files, for editors.</summary>
static class RuleSchema
{
    public const string Text = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "title": "Rules",
          "type": "array",
          "items": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "rule": { "type": "string" },
              "macro": { "type": "string" },
              "list": { "type": "string" },
              "required_engine_version": { "type": ["string", "integer"] },
              "required_plugin_versions": { "type": "array", "items": { "$ref": "#/definitions/plugin" } },
              "desc": { "type": "string" },
              "condition": { "type": "string" },
              "output": { "type": "string" },
              "priority": { "type": "string", "pattern": "^(?i)(emergency|alert|critical|error|warning|notice|informational|info|debug)$" },
              "source": { "type": "string" },
              "enabled": { "type": "boolean" },
              "tags": { "type": "array", "items": { "type": "string" } },
              "items": { "type": "array", "items": { "type": ["string", "integer", "number"] } },
              "exceptions": { "type": "array", "items": { "$ref": "#/definitions/exception" } },
              "warn_evttypes": { "type": "boolean" },
              "skip-if-unknown-filter": { "type": "boolean" },
              "capture": { "type": "boolean" },
              "capture_duration": { "type": "integer", "minimum": 0 },
              "respond": { "type": "array", "items": { "type": ["string", "object"] } },
              "append": { "type": "boolean" },
              "times": { "type": "integer", "minimum": 1, "maximum": 1000 },
              "distinct": { "type": "string" },
              "within": { "type": "string", "pattern": "^[0-9]+(ms|s|m|h)$" },
              "by": { "type": ["string", "array"], "items": { "type": "string" } },
              "after": { "type": "array", "maxItems": 8, "items": { "$ref": "#/definitions/step" } },
              "override": { "type": "object", "additionalProperties": { "enum": ["append", "replace"] } }
            },
            "anyOf": [
              { "required": ["rule"] },
              { "required": ["macro"] },
              { "required": ["list"] },
              { "required": ["required_engine_version"] },
              { "required": ["required_plugin_versions"] }
            ]
          },
          "definitions": {
            "step": {
              "type": "object",
              "required": ["name", "condition"],
              "additionalProperties": false,
              "properties": {
                "name": { "type": "string" },
                "condition": { "type": "string" },
                "times": { "type": "integer", "minimum": 1, "maximum": 1000 },
                "distinct": { "type": "string" },
                "by": { "type": ["string", "array"], "items": { "type": "string" } }
              }
            },
            "plugin": {
              "type": "object",
              "required": ["name", "version"],
              "properties": {
                "name": { "type": "string" },
                "version": { "type": "string" },
                "alternatives": { "type": "array", "items": { "$ref": "#/definitions/plugin" } }
              }
            },
            "exception": {
              "type": "object",
              "required": ["name"],
              "additionalProperties": false,
              "properties": {
                "name": { "type": "string" },
                "fields": { "type": ["string", "array"] },
                "comps": { "type": ["string", "array"] },
                "values": { "type": "array" }
              }
            }
          }
        }
        """;
}
