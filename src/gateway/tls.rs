//! TLS: reads the certificate and key once, at start.

use std::sync::Arc;

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::config::{Error, TlsFiles};

/// Returns the acceptor of TLS connections.
///
/// # Errors
/// When the files cannot be read, are not PEM, or do not belong together; names the key.
pub fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, Error> {
    let certificate = |error: &dyn std::fmt::Display| {
        Error(format!(
            "tls_certificate: {}: {error}",
            files.certificate.display()
        ))
    };
    let key =
        |error: &dyn std::fmt::Display| Error(format!("tls_key: {}: {error}", files.key.display()));
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .map_err(|error| certificate(&error))?
        .collect::<Result<_, _>>()
        .map_err(|error| certificate(&error))?;
    if chain.is_empty() {
        return Err(certificate(&"holds no certificate"));
    }
    let private = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| key(&error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| certificate(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| key(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
