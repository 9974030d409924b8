//! Has a scanner look at every file before others than its uploader can fetch it.

use std::{collections::BTreeSet, time::Duration};

use actors::{
    Engine,
    protocol::{ErrorCode, Failure},
};
use entity::{
    ids::{FileId, UserId},
    ledgers::files::JudgeFile,
    model::{BlockedFor, FileCheck},
    queries::files::{StoredFile, unchecked},
};
use files::clamd::Verdict;
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use tokio::time::{sleep, timeout};

use super::{Place, Uploads, show};
use crate::config::{Scanner, Uncheckable, Unchecked};

/// How many files are scanned at once.
const AT_ONCE: usize = 2;
/// Among how many rows is one that is not being scanned.
const AMONG: u32 = 3;
/// After how many failures in a row the rest waits, too.
const MANY: u32 = 100;
/// How often the scanner is asked about a file before it counts as down: it may just be restarting.
const ATTEMPTS: u32 = 3;
/// How long the server waits after the first failure, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));
/// How often files are looked for that were left over.
const SWEEP: Duration = Duration::from_secs(60);

/// Checks that the bytes of a file may go to a reader.
///
/// # Errors
/// `conflict` while it is being checked, except for its uploader; `forbidden` when it is blocked.
pub(super) fn check(file: &StoredFile, reader: &UserId) -> Result<(), Failure> {
    let blocked = |message: &str| Err(Failure::new(ErrorCode::Forbidden, message));
    match (file.file.state, file.blocked_for) {
        (None, _) => Ok(()),
        (Some(FileCheck::Checking), _) if file.user == *reader => Ok(()),
        (Some(FileCheck::Checking), _) => Err(Failure::new(
            ErrorCode::Conflict,
            "the file is still being checked; try again shortly",
        )),
        (Some(FileCheck::Blocked), Some(BlockedFor::TooLarge)) => {
            blocked("the file is blocked: it is too large to be checked")
        }
        (Some(FileCheck::Blocked), Some(BlockedFor::Encrypted)) => {
            blocked("the file is blocked: it is encrypted, so it cannot be checked")
        }
        (Some(FileCheck::Blocked), _) => {
            blocked("the file is blocked: it contains something harmful")
        }
    }
}

/// One way through the files that wait, from the first to the last.
#[derive(Default)]
struct Sweep {
    /// The identifier of the last file that was taken up.
    after: String,
    /// The files that are being scanned.
    running: BTreeSet<FileId>,
    /// True once there is none left to take up.
    is_over: bool,
    /// Why the last file could not be checked that could not.
    failed: Option<String>,
    /// How many of the last files could not be checked.
    failures: u32,
}

impl Sweep {
    /// The next file to scan, if there is one.
    async fn next(&mut self, engine: &Engine) -> Option<StoredFile> {
        let page = match unchecked(engine.database(), &self.after, AMONG).await {
            Ok(page) => page,
            Err(error) => {
                self.failed = Some(error.to_string());
                Vec::new()
            }
        };
        let mut page = page.into_iter();
        let next = page.find(|file| !self.running.contains(&file.file.id));
        match &next {
            Some(file) => {
                self.after = file.file.id.to_string();
                self.running.insert(file.file.id.clone());
            }
            None => self.is_over = true,
        }
        next
    }

    /// A file was scanned. One that the scanner stumbles over holds up no other, but many in a row mean that it is down.
    fn ended(&mut self, id: &FileId, scanned: Result<(), String>) {
        self.running.remove(id);
        match scanned {
            Ok(()) => self.failures = 0,
            Err(reason) => {
                self.failed = Some(reason);
                self.failures += 1;
                self.is_over |= self.failures >= MANY;
            }
        }
    }

    fn begin_again(&mut self) {
        self.after.clear();
        self.is_over = false;
    }
}

impl Uploads {
    /// Has files checked, for ever. Without a scanner those that wait for one pass.
    pub async fn scan(&self, engine: &Engine) {
        let (mut sweep, mut scans) = (Sweep::default(), FuturesUnordered::new());
        let mut pause = Duration::ZERO;
        loop {
            while scans.len() < AT_ONCE && !sweep.is_over {
                if let Some(file) = sweep.next(engine).await {
                    scans.push(async move {
                        let scanned = self.scan_one(engine, &file).await;
                        (file.file.id, scanned)
                    });
                }
            }
            if scans.is_empty() {
                let wait = match sweep.failed.take() {
                    None => {
                        pause = Duration::ZERO;
                        SWEEP
                    }
                    Some(reason) => {
                        pause = (pause * 2).clamp(PAUSES.0, PAUSES.1);
                        tracing::error!(reason, "files: cannot check files; trying again");
                        pause
                    }
                };
                // Whether a new file waits or it is time: both are looked at.
                let _ = timeout(wait, self.unchecked.notified()).await;
                sweep = Sweep::default();
                continue;
            }
            // A new file does not wait for those that take long.
            tokio::select! {
                Some((id, scanned)) = scans.next() => sweep.ended(&id, scanned),
                () = self.unchecked.notified(), if sweep.is_over => sweep.begin_again(),
            }
        }
    }

    async fn scan_one(&self, engine: &Engine, file: &StoredFile) -> Result<(), String> {
        let id = file.file.id.clone();
        let Some(blocked_for) = self.judge(file).await? else {
            return Ok(());
        };
        if let Some(reason) = blocked_for {
            let (file, user) = (id.as_str(), file.user.as_str());
            tracing::warn!(file, user, ?reason, "files: a file is blocked");
        }
        let judged = JudgeFile {
            id: id.clone(),
            blocked_for,
        };
        match engine.keep(judged).await {
            Ok(_) => {}
            // It was deleted meanwhile.
            Err(entity::Error::NotFound) => return Ok(()),
            Err(error) => return Err(error.to_string()),
        }
        show(engine, &id).await.map_err(|failure| failure.message)
    }

    /// Why a file is blocked, if it is; the outer `None` leaves it waiting.
    async fn judge(&self, file: &StoredFile) -> Result<Option<Option<BlockedFor>>, String> {
        let Some(scanner) = &self.scanner else {
            return Ok(Some(None));
        };
        let verdict = match self.verdict(scanner, file).await {
            Ok(verdict) => verdict,
            Err(files::Error::Scanner(reason)) => {
                return match scanner.down {
                    Unchecked::Hold => Err(format!("{}: {reason}", scanner.clamd)),
                    Unchecked::Pass => {
                        let file = file.file.id.as_str();
                        tracing::warn!(file, reason, "files: a file passes unchecked");
                        Ok(Some(None))
                    }
                };
            }
            Err(files::Error::Missing(key)) => {
                tracing::error!(key, "files: cannot check a file that the store has lost");
                return Ok(None);
            }
            Err(error) => return Err(error.to_string()),
        };
        let by_rule = |rule: Uncheckable, reason| (rule == Uncheckable::Block).then_some(reason);
        Ok(Some(match verdict {
            Verdict::Clean => None,
            Verdict::Harmful(name) => {
                let file = file.file.id.as_str();
                tracing::warn!(file, name, "files: the scanner found something harmful");
                Some(BlockedFor::Harmful)
            }
            Verdict::TooLarge => by_rule(scanner.too_large, BlockedFor::TooLarge),
            Verdict::Encrypted => by_rule(scanner.encrypted, BlockedFor::Encrypted),
        }))
    }

    async fn verdict(&self, scanner: &Scanner, file: &StoredFile) -> Result<Verdict, files::Error> {
        let place = Place::Store(file.path.clone());
        let size = u64::try_from(file.file.size).unwrap_or_default();
        let mut attempt = 1;
        loop {
            match scanner.clamd.scan(self.read(&place, 0..size)).await {
                Err(files::Error::Scanner(_)) if attempt < ATTEMPTS => {
                    sleep(PAUSES.0 * attempt).await;
                    attempt += 1;
                }
                judged => return judged,
            }
        }
    }
}
