//! The package as a file: CBOR, zstd, sealed under a code.

use lunxun_base::{Error, Result, require};
use lunxun_protocol::{decode_within, encode};
use lunxun_store::{KdfStrength, SealCode, open_sealed, seal};

use super::{
    model::{PACKAGE, PACKAGE_MAGIC},
    package::{FORMAT, Head, Package},
};

/// A life in classes is some hundred lines; what unpacks beyond this was not made by this program.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Seals a package under a new code.
///
/// # Errors
/// `Internal` when the system lacks memory or randomness.
pub(super) fn write(package: &Package) -> Result<(Vec<u8>, SealCode)> {
    let code = SealCode::generate()?;
    let file = seal(PACKAGE_MAGIC, &code, &encode(package)?, KdfStrength::Full)?;
    Ok((file, code))
}

/// Opens a package.
///
/// # Errors
/// `Invalid` for another kind of file, `Incompatible` for another version, `Corrupt` for a damaged copy, `Forbidden` at
/// `code` for a wrong code.
pub(super) fn read(file: &[u8], code: &str) -> Result<Package> {
    require!(file.len() as u64 <= LIMIT, "file", "这个文件太大，不是{PACKAGE}，请选择对方交来的 .lxt 文件。");
    let plain = open_sealed(PACKAGE_MAGIC, &SealCode::parse(code)?, file, PACKAGE)?;
    let newer = || Error::incompatible(format!("这个{PACKAGE}由更新版本的轮训通生成，请先升级本机的轮训通，再读入。"));
    let head: Head = decode_within(&plain, LIMIT).map_err(|error| newer().with_source(error.to_string()))?;
    if head.format != FORMAT {
        return Err(newer());
    }
    decode_within(&plain, LIMIT).map_err(|error| newer().with_source(error.to_string()))
}
