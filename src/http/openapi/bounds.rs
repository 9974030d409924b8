//! The limits of parameters and body fields in the OpenAPI document, taken from the constants that the
//! server checks. They are set by name, once for all operations.

use actors::protocol::limits::LIMITS;
use entity::ids::MAX_SAFE_INTEGER;
use utoipa::{
    Modify, Number,
    openapi::{OpenApi, RefOr, Schema, SchemaFormat, Type, path::Parameter, schema::SchemaType},
};

use crate::http::{idempotency, query::MOST_ON_A_PAGE};

/// Text fields of bodies: schema, field, and the least and greatest number of characters.
const TEXTS: [(&str, &str, u32, u32); 7] = [
    // Empty for a message that only forwards another.
    ("NewMessage", "message", 0, LIMITS.message_characters),
    ("NewText", "message", 1, LIMITS.message_characters),
    ("CreateChannel", "name", 1, LIMITS.channel_name_characters),
    (
        "CreateChannel",
        "description",
        0,
        LIMITS.description_characters,
    ),
    ("ChannelSettings", "name", 1, LIMITS.channel_name_characters),
    (
        "ChannelSettings",
        "description",
        0,
        LIMITS.description_characters,
    ),
    (
        "UpdatePresence",
        "statusMessage",
        0,
        LIMITS.status_characters,
    ),
];

/// Adds the limits to the document.
pub(super) struct Bounds;

impl Modify for Bounds {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            let operations = [
                &mut item.get,
                &mut item.put,
                &mut item.post,
                &mut item.delete,
            ];
            let parameters = operations
                .into_iter()
                .flatten()
                .filter_map(|operation| operation.parameters.as_mut());
            parameters.flatten().for_each(bound_parameter);
        }
        for (schema, name, least, most) in TEXTS {
            if let Some(Schema::Object(text)) = field(document, schema, name) {
                text.min_length = usize::try_from(least).ok();
                text.max_length = usize::try_from(most).ok();
            }
        }
        if let Some(Schema::Object(id)) = field(document, "NewMessage", "clientId") {
            id.format = Some(SchemaFormat::Custom("uuid".into()));
        }
        if let Some(Schema::Array(people)) = field(document, "OpenDirect", "userIds") {
            people.min_items = Some(1);
        }
    }
}

fn bound_parameter(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else {
        return;
    };
    let mut from_to = |least: i64, most: i64| {
        schema.minimum = isize::try_from(least).ok().map(Number::Int);
        schema.maximum = isize::try_from(most).ok().map(Number::Int);
    };
    match parameter.name.as_str() {
        "id" => from_to(1, MAX_SAFE_INTEGER),
        "before" | "after" | "around" => from_to(0, MAX_SAFE_INTEGER),
        "limit" => from_to(1, MOST_ON_A_PAGE.into()),
        "Idempotency-Key" => {
            schema.schema_type = SchemaType::Type(Type::String);
            schema.min_length = Some(1);
            schema.max_length = Some(idempotency::LONGEST_KEY);
            schema.pattern = Some("^[!-~]+$".into());
        }
        _ => {}
    }
}

/// The schema of one field of a body.
fn field<'d>(document: &'d mut OpenApi, schema: &str, name: &str) -> Option<&'d mut Schema> {
    let schemas = &mut document.components.as_mut()?.schemas;
    let Some(RefOr::T(Schema::Object(object))) = schemas.get_mut(schema) else {
        return None;
    };
    match object.properties.get_mut(name)? {
        RefOr::T(schema) => Some(schema),
        RefOr::Ref(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bounded_field_is_there() {
        let text = super::super::document().expect("serializes");
        let document: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
        let schemas = &document["components"]["schemas"];
        for (schema, name, _, most) in TEXTS {
            assert_eq!(
                schemas[schema]["properties"][name]["maxLength"], most,
                "{schema} {name}"
            );
        }
        let id = &schemas["NewMessage"]["properties"]["clientId"];
        assert_eq!(id["format"], "uuid");
        let people = &schemas["OpenDirect"]["properties"]["userIds"];
        assert_eq!(people["minItems"], 1);
    }
}
