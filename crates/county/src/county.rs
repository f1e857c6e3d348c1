use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use lunxun_base::{Clock, Error, Id, Millis, Result};
use lunxun_protocol::{KindDigests, SyncAnswer, SyncRequest};
use tokio::sync::Semaphore;

use crate::{
    guard::Guard,
    limit::{Buckets, Limits},
    store::{Catalogue, Device, Township, TownshipLog, is_township_code},
};

/// A county's data folder: one catalogue file, one file a township.
pub struct County {
    dir: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) catalogue: Catalogue,
    pub(crate) guard: Guard,
    pub(crate) limits: Limits,
    pub(crate) buckets: Buckets,
    pub(crate) slots: Semaphore,
    townships: Mutex<HashMap<String, Arc<Mutex<TownshipLog>>>>,
}

/// What the county knows of one PC.
#[derive(Debug, Clone)]
pub struct DeviceStatus {
    /// The PC.
    pub device: Device,
    /// Its ops that the log holds.
    pub acked: u64,
    /// Its last exchange, to the minute.
    pub contacted_at: Option<Millis>,
    /// Its program's version.
    pub app_version: String,
    /// How far its clock runs ahead.
    pub clock_error_ms: i64,
    /// Its ops that were refused.
    pub parked: u64,
}

/// What the county knows of one township.
#[derive(Debug, Clone)]
pub struct TownshipStatus {
    /// The township.
    pub township: Township,
    /// Ops in its log.
    pub ops: u64,
    /// Live rows and digest of each kind.
    pub digests: KindDigests,
    /// Its PCs.
    pub devices: Vec<DeviceStatus>,
}

impl County {
    /// Opens the folder, or lays it out.
    ///
    /// # Errors
    /// `Storage`, `Busy` or `Corrupt` as the disk or SQLite reports them.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>, limits: Limits) -> Result<Self> {
        let folder = dir.join("townships");
        make_private_dir(&folder)
            .map_err(|error| Error::storage("数据目录建不起来，请检查 --data 的位置和权限。").with_source(error))?;
        Ok(Self {
            catalogue: Catalogue::open(&dir.join("catalogue.sqlite"), clock.now())?,
            dir: folder,
            clock,
            guard: Guard::default(),
            slots: Semaphore::new(limits.at_once),
            limits,
            buckets: Buckets::default(),
            townships: Mutex::default(),
        })
    }

    /// The county's id and name.
    ///
    /// # Errors
    /// `Storage` as SQLite reports it.
    pub fn identity(&self) -> Result<(Id, String)> {
        self.catalogue.county()
    }

    /// Names the county, as townships see it when they join.
    ///
    /// # Errors
    /// `Invalid` for an empty or overlong name.
    pub fn rename(&self, name: &str) -> Result<()> {
        self.catalogue.rename(name)
    }

    /// Adds a township, or renames it.
    ///
    /// # Errors
    /// `Invalid` for a code that is not 6 to 12 digits, or an empty name.
    pub fn add_township(&self, code: &str, name: &str) -> Result<()> {
        self.catalogue.add_township(code, name, self.clock.now())
    }

    /// A new one-time code (登记码), good for 72 hours and one PC.
    ///
    /// # Errors
    /// `NotFound` for an unknown township.
    pub fn new_code(&self, township: &str, label: &str) -> Result<String> {
        Ok(self.catalogue.new_code(township, label, self.clock.now())?.printed())
    }

    /// Every PC, revoked ones too.
    ///
    /// # Errors
    /// `Storage` as SQLite reports it.
    pub fn devices(&self) -> Result<Vec<Device>> {
        self.catalogue.devices()
    }

    /// Stops accepting a PC, from its very next request.
    ///
    /// # Errors
    /// `NotFound` for an unknown PC.
    pub fn revoke(&self, device: Id) -> Result<()> {
        self.catalogue.revoke(device, self.clock.now())
    }

    /// Townships, their logs and their PCs.
    ///
    /// # Errors
    /// `Storage` as SQLite reports it.
    pub fn status(&self) -> Result<Vec<TownshipStatus>> {
        let devices = self.devices()?;
        let of_township = |township: Township| {
            let log = self.log(&township.code)?;
            let log = log.lock().unwrap_or_else(PoisonError::into_inner);
            let contacts = log.contacts()?;
            let devices = devices.iter().filter(|device| device.township == township.code).map(|device| {
                let contact = contacts.iter().find(|contact| contact.device == device.id);
                DeviceStatus {
                    device: device.clone(),
                    acked: contact.map_or(0, |contact| contact.acked),
                    contacted_at: contact.map(|contact| contact.contacted_at),
                    app_version: contact.map(|contact| contact.app_version.clone()).unwrap_or_default(),
                    clock_error_ms: contact.map_or(0, |contact| contact.clock_error_ms),
                    parked: contact.map_or(0, |contact| contact.parked),
                }
            });
            let devices = devices.collect();
            Ok(TownshipStatus { ops: log.head()?, digests: log.digests()?, devices, township })
        };
        self.catalogue.townships()?.into_iter().map(of_township).collect()
    }

    /// Whether every township's file is whole; the first damaged one is the error.
    ///
    /// # Errors
    /// `Corrupt` for a damaged file.
    pub fn check(&self) -> Result<()> {
        for township in self.catalogue.townships()? {
            self.log(&township.code)?.lock().unwrap_or_else(PoisonError::into_inner).check()?;
        }
        Ok(())
    }

    /// One exchange with a PC that the guard let in. Its township is the one it was enrolled for, whatever it asked.
    pub(crate) fn exchange(&self, device: &Device, request: &SyncRequest) -> Result<SyncAnswer> {
        let log = self.log(&device.township)?;
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.exchange(device.id, request, self.clock.now())
    }

    /// A township's file; one writer at a time.
    fn log(&self, township: &str) -> Result<Arc<Mutex<TownshipLog>>> {
        if !is_township_code(township) {
            return Err(Error::internal("乡镇代码不对，请联系技术支持。"));
        }
        let mut open = self.townships.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = open.get(township) {
            return Ok(Arc::clone(log));
        }
        let path = self.dir.join(format!("{township}.sqlite"));
        let log = Arc::new(Mutex::new(TownshipLog::open(&path, self.clock.now())?));
        open.insert(township.to_owned(), Arc::clone(&log));
        Ok(log)
    }
}

fn make_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
