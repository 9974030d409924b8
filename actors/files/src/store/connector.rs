//! How a bucket's server is spoken to: over hyper and rustls, as everything else in this program.
//!
//! The certificates that servers are checked against are compiled in, since containers may have none. Those of a
//! house's own authority are in the file that `AWS_CA_BUNDLE` names, as other programs have it.

use std::{env, error::Error, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector as TcpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientConfigKey, ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
        HttpResponse, HttpResponseBody, HttpService,
    },
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::time::timeout;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long the server may take to receive a part and to answer.
const ANSWERING: Duration = Duration::from_secs(60);
/// How long a connection is kept that is not used.
const IDLE: Duration = Duration::from_secs(30);
/// The variable that names a file of further authorities.
const AUTHORITIES: &str = "AWS_CA_BUNDLE";

/// Makes clients.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut tcp = TcpConnector::new();
        tcp.set_connect_timeout(Some(CONNECTING));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let builder = HttpsConnectorBuilder::new().with_tls_config(trust()?);
        let is_plain = options.get_config_value(&ClientConfigKey::AllowHttp);
        let builder = match is_plain.as_deref() {
            Some("true") => builder.https_or_http(),
            _ => builder.https_only(),
        };
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(builder.enable_http1().wrap_connector(tcp));
        Ok(HttpClient::new(Client(client)))
    }
}

/// Whom the certificates of servers must come from.
fn trust() -> object_store::Result<ClientConfig> {
    let failed = |source: Box<dyn Error + Send + Sync>| object_store::Error::Generic {
        store: "S3",
        source,
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| failed(error.into()))?;
    let Some(bundle) = env::var_os(AUTHORITIES) else {
        return Ok(builder.with_webpki_roots().with_no_client_auth());
    };
    let roots = authorities(Path::new(&bundle));
    let roots = roots.map_err(|error| failed(format!("{AUTHORITIES}: {error}").into()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn authorities(bundle: &Path) -> Result<RootCertStore, Box<dyn Error + Send + Sync>> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in CertificateDer::pem_file_iter(bundle)? {
        roots.add(certificate?)?;
    }
    Ok(roots)
}

#[derive(Debug)]
struct Client(legacy::Client<HttpsConnector<TcpConnector>, HttpRequestBody>);

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answered = timeout(ANSWERING, self.0.request(request)).await;
        let answered = answered.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?;
        let response = answered.map_err(|error| {
            let kind = match error.is_connect() {
                true => HttpErrorKind::Connect,
                false => HttpErrorKind::Request,
            };
            HttpError::new_boxed(kind, in_words(&error).into())
        })?;
        Ok(response.map(|body| {
            let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
            HttpResponseBody::new(body.map_err(broken))
        }))
    }
}

/// An error with its causes: the outermost says only that a connection failed.
fn in_words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
