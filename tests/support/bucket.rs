//! A server that speaks S3, in the test's own process. It can be stopped, and started again with what it had.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use hyper_util::rt::TokioIo;
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

const KEY: &str = "orvale";
const SECRET_KEY: &str = "a secret key for tests";

/// A bucket of such a server.
pub struct Bucket {
    folder: TempDir,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Bucket {
    /// Starts a server with an empty bucket.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("chat")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self {
            serving: serve(listener, &folder),
            folder,
            address,
        }
    }

    /// Where its files are, as `--files` names it.
    pub const FILES: &'static str = "s3://chat/some/files";

    /// The variables with which the program finds the server.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        [
            ("AWS_ENDPOINT", format!("http://{}", self.address)),
            ("AWS_ALLOW_HTTP", "true".into()),
            ("AWS_REGION", "eu-central-1".into()),
            ("AWS_ACCESS_KEY_ID", KEY.into()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// Stops the server; its connections end.
    pub async fn stop(&mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }

    /// Starts it again.
    pub async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = serve(listener, &self.folder);
    }

    /// The keys of the files, without what they all begin with.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        Self::keys_in(&self.folder())
    }

    /// The folder in which it keeps the files.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("chat/some/files")
    }

    /// The keys of the files in the folder of a bucket.
    #[must_use]
    pub fn keys_in(root: &Path) -> Vec<String> {
        let mut keys = Vec::new();
        for folder in std::fs::read_dir(root).into_iter().flatten() {
            for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                keys.push(path.strip_prefix(root).unwrap().display().to_string());
            }
        }
        keys.sort();
        keys
    }

    /// Puts an object there.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        let path = self.folder().join(key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Takes an object away.
    pub fn lose(&self, key: &str) {
        std::fs::remove_file(self.folder().join(key)).unwrap();
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn serve(listener: TcpListener, folder: &TempDir) -> JoinHandle<()> {
    let files = s3s_fs::FileSystem::new(folder.path()).unwrap();
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(KEY, SECRET_KEY));
    let service = service.build();
    tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let server = hyper::server::conn::http1::Builder::new();
            let connection = server.serve_connection(TokioIo::new(socket), service.clone());
            connections.spawn(async move {
                let _ = connection.await;
            });
        }
    })
}
