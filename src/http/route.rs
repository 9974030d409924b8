//! A route: one row of a resource's table, with everything that is known about it before a request
//! arrives.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Method;
use utoipa::openapi::OpenApi;

use super::{Problem, Request, Response, body::BodyPolicy, caller::Caller};
use crate::{app::App, limits::rates::Class};

/// What a handler returns.
pub type Outcome = BoxFuture<'static, Result<Response, Problem>>;

/// Who may send the request, and the function that answers it.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Anyone; limited by address.
    Open(fn(Arc<App>, Request) -> Outcome),
    /// Authenticated users; limited by user.
    User(fn(Arc<App>, Caller, Request) -> Outcome),
}

/// What happens when a `POST` is repeated with the same `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The first response is sent again. The handler has it committed with its change, by way of
    /// [`execute`](super::idempotency::execute) or [`keep`](super::idempotency::keep).
    Remembered,
    /// The handler runs again: its response is secret, or running it twice does no harm.
    Anew,
}

/// The properties of a route that tests and documents are derived from.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its method; a route for GET answers HEAD too.
    pub method: Method,
    /// Its path; `{name}` stands for one segment, `{name*}` for all that remain.
    pub path: &'static str,
    /// Its handler's name: the `operationId` in the OpenAPI document and a label of the metrics.
    pub name: &'static str,
    /// The budget it draws from.
    pub class: Class,
    /// What a repeated request gets.
    pub repeat: Repeat,
    /// How its body is read.
    pub body: BodyPolicy,
}

/// An operation, its handler and its description.
pub struct Route {
    operation: Operation,
    handler: Handler,
    document: Option<fn() -> OpenApi>,
}

impl Route {
    /// A route whose repeated requests run again, and whose body may be JSON.
    #[must_use]
    pub fn new(
        method: Method,
        path: &'static str,
        name: &'static str,
        class: Class,
        handler: Handler,
    ) -> Self {
        let operation = Operation {
            method,
            path,
            name,
            class,
            repeat: Repeat::Anew,
            body: BodyPolicy::JSON,
        };
        Self {
            operation,
            handler,
            document: None,
        }
    }

    /// Adds its part of the OpenAPI document.
    #[must_use]
    pub fn documented(mut self, document: fn() -> OpenApi) -> Self {
        self.document = Some(document);
        self
    }

    /// Remembers responses by `Idempotency-Key`. This compares whole bodies, so the body must not be
    /// streamed.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.operation.repeat = Repeat::Remembered;
        self
    }

    /// Replaces the policy for its body, which is that for JSON by default.
    #[must_use]
    pub fn body(mut self, policy: BodyPolicy) -> Self {
        self.operation.body = policy;
        self
    }

    /// The route's properties.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// What answers it.
    #[must_use]
    pub fn handler(&self) -> Handler {
        self.handler
    }

    /// Its part of the OpenAPI document; `None` for the page's files.
    #[must_use]
    pub fn document(&self) -> Option<OpenApi> {
        self.document.map(|document| document())
    }
}

/// One row of a resource's table: method, path, who may send it and its rate class, handler.
///
/// `user` needs a token, `open` does not, and `file` is `open` without a description in the OpenAPI
/// document.
macro_rules! route {
    ($method:ident $path:literal, user($class:ident) => $handler:ident) => {
        route!(@described $handler, route!(@new $method $path, $class, $handler,
            User(|app, caller, request| Box::pin($handler(app, caller, request)))))
    };
    ($method:ident $path:literal, open($class:ident) => $handler:ident) => {
        route!(@described $handler, route!(@new $method $path, $class, $handler,
            Open(|app, request| Box::pin($handler(app, request)))))
    };
    ($method:ident $path:literal, file($class:ident) => $handler:ident) => {
        route!(@new $method $path, $class, $handler,
            Open(|app, request| Box::pin($handler(app, request))))
    };
    (@new $method:ident $path:literal, $class:ident, $handler:ident,
     $access:ident($call:expr)) => {
        $crate::http::route::Route::new(
            http::Method::$method,
            $path,
            stringify!($handler),
            $crate::limits::rates::Class::$class,
            $crate::http::route::Handler::$access($call),
        )
    };
    (@described $handler:ident, $route:expr) => {{
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($handler))]
        struct Description;
        $route.documented(<Description as utoipa::OpenApi>::openapi)
    }};
}

pub(super) use route;
