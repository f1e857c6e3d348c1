use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use lunxun_base::{Error, Result};

/// Holds a data folder for one running program. Released when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct DirLock(#[allow(dead_code, reason = "held, never read")] File);

impl DirLock {
    /// Takes the folder.
    ///
    /// # Errors
    /// `Busy` when another program has it open; `Storage` when the folder cannot be written.
    pub fn acquire(dir: &Path) -> Result<Self> {
        let denied = |error: std::io::Error| {
            Error::storage("数据文件夹无法写入，请检查权限，或换一个文件夹。").with_source(error)
        };
        let mut private = std::fs::DirBuilder::new();
        private.recursive(true);
        // Printed files hold people's data: other users of the PC have no business here.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        private.create(dir).map_err(denied)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(dir.join("lunxun.lock"))
            .map_err(denied)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => {
                Err(Error::busy("轮训通已经在这台电脑上打开了，请切换到已打开的窗口；若没有看到，请稍等片刻再试。"))
            }
            Err(TryLockError::Error(error)) => Err(denied(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_opens_once_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let first = DirLock::acquire(dir.path()).unwrap();
        assert_eq!(DirLock::acquire(dir.path()).unwrap_err().code, lunxun_base::ErrorCode::Busy);
        drop(first);
        DirLock::acquire(dir.path()).unwrap();
    }
}
