//! An ordered value that frames are decoded into, from JSON and from MessagePack.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

/// A value of the protocol. Maps keep their order, so that bytes can be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nil,
    Boolean(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    pub(crate) fn from_messagepack(bytes: &[u8]) -> Result<Self, String> {
        rmp_serde::from_slice(bytes).map_err(|error| error.to_string())
    }

    pub(crate) fn to_messagepack(&self) -> Vec<u8> {
        rmp_serde::to_vec(self).expect("memory does not fail")
    }

    pub(crate) fn array(&self) -> &[Value] {
        match self {
            Self::Array(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The names of a map's fields.
    pub(crate) fn keys(&self) -> Vec<String> {
        match self {
            Self::Map(fields) => fields.iter().map(|(name, _)| name.clone()).collect(),
            other => panic!("not a map: {other:?}"),
        }
    }

    /// Decodes it into a type of the code.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> T {
        rmp_serde::from_slice(&self.to_messagepack())
            .unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn field(&self, name: &str) -> &Value {
        let Self::Map(fields) = self else {
            panic!("not a map: {self:?}")
        };
        let found = fields.iter().find(|(field, _)| field == name);
        &found
            .unwrap_or_else(|| panic!("{name} is missing in {self:?}"))
            .1
    }

    /// Decodes a field.
    pub(crate) fn get<T: for<'de> Deserialize<'de>>(&self, name: &str) -> T {
        self.field(name).read()
    }

    /// Decodes a field that may be missing.
    pub(crate) fn find<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        let known = self.keys().iter().any(|known| known == name);
        known.then(|| self.get(name))
    }

    /// Removes fields that are nil, which in commands mean the same as absent ones.
    pub(crate) fn without_nil(&self) -> Value {
        match self {
            Self::Map(fields) => Self::Map(
                fields
                    .iter()
                    .filter(|(_, value)| *value != Self::Nil)
                    .map(|(name, value)| (name.clone(), value.without_nil()))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// Sorts the fields of every map.
    pub(crate) fn sorted(&self) -> Value {
        match self {
            Self::Map(fields) => {
                let mut fields: Vec<_> = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.sorted()))
                    .collect();
                fields.sort_by(|one, other| one.0.cmp(&other.0));
                Self::Map(fields)
            }
            Self::Array(items) => Self::Array(items.iter().map(Self::sorted).collect()),
            other => other.clone(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nil => serializer.serialize_unit(),
            Self::Boolean(it) => serializer.serialize_bool(*it),
            Self::Integer(it) => serializer.serialize_i64(*it),
            Self::Text(it) => serializer.serialize_str(it),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Map(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nil, a boolean, an integer, a string, an array or a map with string keys")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nil)
    }

    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Boolean(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Integer(it))
    }

    fn visit_u64<E: serde::de::Error>(self, it: u64) -> Result<Value, E> {
        i64::try_from(it).map(Value::Integer).map_err(E::custom)
    }

    fn visit_str<E>(self, it: &str) -> Result<Value, E> {
        Ok(Value::Text(it.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Value::Map(fields))
    }
}
