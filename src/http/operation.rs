//! An operation: one row of the route table, and how its path is matched.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Method;

use super::{Problem, Request, Response, caller::Caller, rate::Class, request::decoded};
use crate::app::App;

/// What a handler comes to.
pub type Outcome = BoxFuture<'static, Result<Response, Problem>>;

/// Who may ask, and what answers.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Anyone; limited by address.
    Open(fn(Arc<App>, Request) -> Outcome),
    /// Whoever is logged in; limited by user.
    User(fn(Arc<App>, Caller, Request) -> Outcome),
}

/// Whether a repeated `POST` with the same `Idempotency-Key` gets the first one's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It does; carried out again it would change nothing more.
    Remembered,
    /// It does; carried out again it would make another one, so the key is reserved before.
    Reserved,
    /// It is carried out again: the answer is secret, or nothing is changed.
    Anew,
}

/// One thing that can be asked.
#[derive(Clone, Copy)]
pub struct Operation {
    /// Its method.
    pub method: &'static Method,
    /// Its path; `{name}` stands for one segment, `{name*}` for the rest.
    pub path: &'static str,
    /// Its name in the OpenAPI document.
    pub name: &'static str,
    /// Which budget it draws from.
    pub class: Class,
    /// What a repeat gets.
    pub repeat: Repeat,
    /// What answers.
    pub handler: Handler,
}

/// The parts of a path that a template names.
pub type Parameters = Vec<(&'static str, String)>;

impl Operation {
    /// The path's parameters, when it is one of this operation's.
    ///
    /// # Errors
    /// When a part is not percent-encoded text.
    pub fn matches(&self, path: &str) -> Option<Result<Parameters, Problem>> {
        matches(self.path, path)
    }
}

fn matches(template: &'static str, path: &str) -> Option<Result<Parameters, Problem>> {
    let mut given = path.strip_prefix('/')?.split('/');
    let mut found = Vec::new();
    for part in template.strip_prefix('/')?.split('/') {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        match name {
            None if given.next()? == part => {}
            None => return None,
            Some(name) if name.ends_with('*') => {
                let rest: Vec<&str> = given.by_ref().collect();
                if rest.is_empty() {
                    return None;
                }
                found.push((name.trim_end_matches('*'), rest.join("/")));
            }
            Some(name) => {
                let value = given.next().filter(|value| !value.is_empty())?;
                found.push((name, value.to_owned()));
            }
        }
    }
    if given.next().is_some() {
        return None;
    }
    Some(
        found
            .into_iter()
            .map(|(name, value)| Ok((name, decoded(&value, false)?.into_owned())))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_whole_paths_and_decode_their_parts() {
        let found = |template, path| {
            matches(template, path).map(|p| {
                p.expect("decodes")
                    .into_iter()
                    .map(|(_, v)| v)
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(found("/a/{id}/b", "/a/7/b"), Some(vec!["7".to_owned()]));
        assert_eq!(
            found("/a/{id}", "/a/x%20y%2Fz"),
            Some(vec!["x y/z".to_owned()])
        );
        assert_eq!(found("/a/{rest*}", "/a/b/c"), Some(vec!["b/c".to_owned()]));
        assert_eq!(found("/a", "/a"), Some(vec![]));
        for (template, path) in [
            ("/a", "/a/"),
            ("/a/{id}", "/a/"),
            ("/a/{id}", "/a/b/c"),
            ("/a/{r*}", "/a"),
            ("/a", "a"),
        ] {
            assert_eq!(found(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn an_undecodable_part_is_an_error() {
        assert!(matches("/a/{id}", "/a/%zz").expect("matches").is_err());
    }
}
