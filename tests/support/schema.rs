//! As much of JSON Schema as `schemas/event.json` uses. A keyword that is not known here fails.

use serde_json::Value;

/// Why `value` is not what `schema` describes.
pub fn violation(schema: &Value, value: &Value) -> Option<String> {
    let keywords = schema.as_object()?;
    keywords.iter().find_map(|(keyword, wanted)| {
        let ok = match keyword.as_str() {
            "$schema" | "title" | "description" => true,
            "type" => match wanted {
                Value::Array(types) => types.iter().any(|kind| is(kind, value)),
                kind => is(kind, value),
            },
            "const" => value == wanted,
            "enum" => wanted.as_array()?.contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "required" => {
                wanted.as_array()?.iter().all(|name| value.get(name.as_str().unwrap()).is_some() || !value.is_object())
            }
            "items" => return value.as_array()?.iter().find_map(|item| violation(wanted, item)),
            "properties" => {
                return wanted
                    .as_object()?
                    .iter()
                    .find_map(|(name, schema)| Some(format!("{name}: {}", violation(schema, value.get(name)?)?)));
            }
            "additionalProperties" => {
                let known = keywords.get("properties").and_then(Value::as_object);
                return value.as_object()?.iter().find_map(|(name, item)| match wanted {
                    _ if known.is_some_and(|known| known.contains_key(name)) => None,
                    Value::Bool(false) => Some(format!("{name} is not known")),
                    schema => violation(schema, item),
                });
            }
            "not" => violation(wanted, value).is_some(),
            "oneOf" => wanted.as_array()?.iter().filter(|schema| violation(schema, value).is_none()).count() == 1,
            other => panic!("the keyword `{other}` is not known"),
        };
        (!ok).then(|| format!("{keyword}: {wanted} is not met by {value}"))
    })
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type `{other}` is not known"),
    }
}
