//! Checks a JSON value against a JSON Schema: the words that `docs/report.schema.json` uses, and a panic for any other, so that the schema
//! cannot say what is not checked.

use serde_json::Value;

/// Every place where `value` breaks `schema`, as path and reason. Empty = valid.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "$", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let object = schema.as_object().expect("a schema is an object");
    for (word, rule) in object {
        match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let name = rule.as_str().and_then(|r| r.strip_prefix("#/$defs/"));
                let target = &root["$defs"][name.expect("references are local")];
                assert!(target.is_object(), "{rule} is not defined");
                check(root, target, value, path, found);
            }
            "type" => {
                let names = rule
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| vec![rule.clone()]);
                if !names
                    .iter()
                    .any(|name| is_a(name.as_str().unwrap_or_default(), value))
                {
                    found.push(format!("{path}: {value} is no {rule}"));
                }
            }
            "const" => expect(value == rule, path, value, rule, found),
            "enum" => {
                let list = rule.as_array().expect("enum is a list");
                expect(list.contains(value), path, value, rule, found);
            }
            "minimum" => expect(value.as_f64() >= rule.as_f64(), path, value, rule, found),
            "anyOf" => {
                let any = rule.as_array().expect("anyOf is a list");
                let fits = |schema: &Value| {
                    let mut inner = Vec::new();
                    check(root, schema, value, path, &mut inner);
                    inner.is_empty()
                };
                expect(any.iter().any(fits), path, value, rule, found);
            }
            "required" => {
                for key in rule.as_array().expect("required is a list") {
                    let key = key.as_str().expect("keys are text");
                    if value.get(key).is_none() {
                        found.push(format!("{path}.{key} is missing"));
                    }
                }
            }
            "properties" => {
                for (key, schema) in rule.as_object().expect("properties is an object") {
                    if let Some(inner) = value.get(key) {
                        check(root, schema, inner, &format!("{path}.{key}"), found);
                    }
                }
            }
            "additionalProperties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    check(root, rule, inner, &format!("{path}.{key}"), found);
                }
            }
            "items" => {
                for (place, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, inner, &format!("{path}[{place}]"), found);
                }
            }
            "prefixItems" => {
                let schemas = rule.as_array().expect("prefixItems is a list");
                for (place, schema) in schemas.iter().enumerate() {
                    check(
                        root,
                        schema,
                        &value[place],
                        &format!("{path}[{place}]"),
                        found,
                    );
                }
            }
            "minItems" | "maxItems" => {
                let (len, bound) = (value.as_array().map_or(0, Vec::len) as u64, rule.as_u64());
                let fits = if word == "minItems" {
                    Some(len) >= bound
                } else {
                    Some(len) <= bound
                };
                expect(fits, path, value, rule, found);
            }
            other => panic!("{path}: the checker does not know the word {other}"),
        }
    }
}

fn expect(holds: bool, path: &str, value: &Value, rule: &Value, found: &mut Vec<String>) {
    if !holds {
        found.push(format!("{path}: {value} breaks {rule}"));
    }
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type is called {other}"),
    }
}
