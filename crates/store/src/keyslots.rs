use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use lunxun_base::{Error, Id, Result, require};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

/// The random key of the database file. Passwords and the recovery key only wrap it.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    /// A new random key.
    ///
    /// # Errors
    /// `Internal` when the system has no randomness.
    pub fn generate() -> Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        fill(key.as_mut_slice())?;
        Ok(Self(key))
    }

    /// A key for another file of this store, which tells nothing of this one.
    pub(crate) fn derived(&self, context: &str) -> Self {
        Self(Zeroizing::new(blake3::derive_key(context, self.0.as_slice())))
    }

    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(96));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            use std::fmt::Write;
            let _ = write!(text, "{byte:02x}");
        }
        text.push_str("'\"");
        text
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

/// How dear a password guess is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfStrength {
    /// 64 MiB, 3 passes: about half a second on an office PC.
    Full,
    /// 19 MiB, 2 passes: the floor below which nothing goes, for tests and demo data.
    Floor,
}

impl KdfStrength {
    pub(crate) const fn cost(self) -> KdfCost {
        match self {
            Self::Full => KdfCost { memory_kib: 64 * 1024, passes: 3 },
            Self::Floor => FLOOR,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KdfCost {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
}

/// The compiled floor: a weakened file is refused rather than followed.
const FLOOR: KdfCost = KdfCost { memory_kib: 19 * 1024, passes: 2 };
/// And a ceiling, so that an edited file cannot hang the PC.
const CEILING: KdfCost = KdfCost { memory_kib: 1024 * 1024, passes: 16 };

/// The recovery key (恢复密钥) as it is printed: 160 random bits and a checksum in eight groups.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(Zeroizing<[u8; 20]>);

/// Crockford's alphabet: no I, L, O or U to misread.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl RecoveryKey {
    fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 20]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// The groups to print: eight of four characters and one of four check characters.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let mut text = encode32(self.0.as_slice());
        text.push_str(&encode32(&check_bytes(self.0.as_slice()))[..4]);
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect()
    }

    /// Reads a typed key. Case, spaces and hyphens do not matter; O, I and L are read as 0 and 1.
    ///
    /// # Errors
    /// `Invalid` when a character is wrong or missing, found by the checksum.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = "恢复密钥不对：应为 9 组、每组 4 个字符。请对照打印的那张纸逐组核对。";
        let digits = digits_of(text).ok_or_else(|| Error::invalid("recoveryKey", wrong))?;
        require!(digits.len() == 36, "recoveryKey", "{wrong}");
        let mut bytes = Zeroizing::new([0_u8; 20]);
        let (mut buffer, mut bits, mut at) = (0_usize, 0, 0);
        for digit in &digits[..32] {
            buffer = (buffer << 5) | digit;
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                bytes[at] = u8::try_from((buffer >> bits) & 0xff).unwrap_or(0);
                at += 1;
            }
        }
        let key = Self(bytes);
        let check: String = digits[32..].iter().map(|digit| char::from(ALPHABET[*digit])).collect();
        require!(key.groups().last() == Some(&check), "recoveryKey", "{wrong}");
        Ok(key)
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// The places in the alphabet of what somebody typed: case, spaces and hyphens do not matter, O is read as 0, I and L as
/// 1. `None` for a character that is in no printed key.
pub(crate) fn digits_of(text: &str) -> Option<Vec<usize>> {
    let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let read = typed.map(|character| {
        let character = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        ALPHABET.iter().position(|letter| char::from(*letter) == character)
    });
    read.collect()
}

fn check_bytes(key: &[u8]) -> [u8; 3] {
    let hash = blake3::derive_key("lunxun recovery key check v1", key);
    [hash[0], hash[1], hash[2]]
}

fn encode32(bytes: &[u8]) -> String {
    let (mut text, mut buffer, mut bits) = (String::new(), 0_usize, 0);
    for byte in bytes {
        buffer = (buffer << 8) | usize::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits) & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(buffer << (5 - bits)) & 31]));
    }
    text
}

/// What a sign-in screen may know of a slot before any password is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotInfo {
    /// The account.
    pub account: Id,
    /// The name to sign in with.
    pub login: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Slot {
    account: Option<Id>,
    login: String,
    salt: String,
    kdf: Option<KdfCost>,
    nonce: String,
    wrapped: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct SlotFile {
    format: u16,
    /// Cipher suite 1: XChaCha20-Poly1305, Argon2id, BLAKE3. An unknown suite is refused.
    suite: u16,
    store: Id,
    generation: u64,
    township_name: String,
    slots: Vec<Slot>,
}

/// The key file beside the database: the data key, wrapped once for each account and once for the recovery key.
///
/// Two copies with checksums are kept, since losing it is losing everything. Changing a password rewraps one slot and
/// never touches the database.
#[derive(Clone)]
pub struct KeySlots {
    dir: PathBuf,
    file: SlotFile,
    strength: KdfStrength,
}

const COPIES: [&str; 2] = ["keyslots-a.json", "keyslots-b.json"];

impl KeySlots {
    /// Whether a folder holds a store.
    #[must_use]
    pub fn exist(dir: &Path) -> bool {
        COPIES.iter().any(|name| dir.join(name).exists())
    }

    /// Makes the key file of a new store with its recovery key.
    ///
    /// # Errors
    /// `Conflict` when the folder already holds one.
    pub fn create(
        dir: &Path,
        township_name: &str,
        key: &StoreKey,
        strength: KdfStrength,
    ) -> Result<(Self, RecoveryKey)> {
        if Self::exist(dir) {
            return Err(Error::conflict("这个文件夹里已经有轮训通数据，请直接登录，或另选一个文件夹。"));
        }
        let mut store = [0; 16];
        fill(&mut store)?;
        let file = SlotFile {
            format: 1,
            suite: 1,
            store: Id::from_bytes(store),
            generation: 0,
            township_name: township_name.to_owned(),
            slots: Vec::new(),
        };
        let mut slots = Self { dir: dir.to_owned(), file, strength };
        let recovery = slots.put_recovery(key)?;
        Ok((slots, recovery))
    }

    /// Reads the newer sound copy.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Corrupt` when both are damaged, `Incompatible` for an unknown suite.
    pub fn load(dir: &Path, strength: KdfStrength) -> Result<Self> {
        let copies: Vec<PathBuf> = COPIES.iter().map(|name| dir.join(name)).filter(|path| path.exists()).collect();
        if copies.is_empty() {
            return Err(Error::not_found("找不到密钥文件，请从备份里找回 keyslots-a.json 放回数据文件夹。"));
        }
        let newest = copies.iter().filter_map(|path| read_copy(path)).max_by_key(|file| file.generation);
        let file = newest.ok_or_else(|| Error::corrupt("密钥文件已损坏，请从备份里找回 keyslots-a.json。"))?;
        if file.format != 1 || file.suite != 1 {
            return Err(Error::incompatible("密钥文件由更新版本的轮训通写成，请升级后再打开。"));
        }
        Ok(Self { dir: dir.to_owned(), file, strength })
    }

    /// The township's name, for the sign-in screen.
    #[must_use]
    pub fn township_name(&self) -> &str {
        &self.file.township_name
    }

    /// Remembers the township's name for the sign-in screen.
    ///
    /// # Errors
    /// `Storage` when the disk refuses.
    pub fn set_township_name(&mut self, name: &str) -> Result<()> {
        name.clone_into(&mut self.file.township_name);
        self.save()
    }

    /// Who can sign in.
    #[must_use]
    pub fn accounts(&self) -> Vec<SlotInfo> {
        self.file
            .slots
            .iter()
            .filter_map(|slot| Some(SlotInfo { account: slot.account?, login: slot.login.clone() }))
            .collect()
    }

    /// Opens the data key with an account's password.
    ///
    /// # Errors
    /// `Forbidden` for a wrong name or password, alike.
    pub fn unlock(&self, login: &str, password: &str) -> Result<(Id, StoreKey)> {
        let wrong = || Error {
            field: Some("password".to_owned()),
            ..Error::forbidden("用户名或密码不对，请重新输入。")
        };
        let slot = self.file.slots.iter().find(|slot| slot.account.is_some() && slot.login == login);
        let Some(slot) = slot else {
            // The same work for an unknown name, so that time tells nothing.
            let _ = derive(password.as_bytes(), &[0; 16], self.strength.cost())?;
            return Err(wrong());
        };
        let account = slot.account.ok_or_else(wrong)?;
        let cost = slot.kdf.ok_or_else(wrong)?;
        let kek = derive(password.as_bytes(), &unbase(&slot.salt)?, cost)?;
        self.unwrap(slot, &kek).map(|key| (account, key)).map_err(|_| wrong())
    }

    /// Opens the data key with the printed recovery key.
    ///
    /// # Errors
    /// `Forbidden` when it belongs to another store.
    pub fn unlock_with_recovery(&self, recovery: &RecoveryKey) -> Result<StoreKey> {
        let wrong = || {
            let message = "恢复密钥不是这份数据的，请核对纸上的乡镇名称和日期。";
            Error { field: Some("recoveryKey".to_owned()), ..Error::forbidden(message) }
        };
        let slot = self.file.slots.iter().find(|slot| slot.account.is_none()).ok_or_else(wrong)?;
        let kek = recovery_kek(recovery, &unbase(&slot.salt)?);
        self.unwrap(slot, &kek).map_err(|_| wrong())
    }

    /// Adds an account's slot, or rewraps it under a new password or login.
    ///
    /// # Errors
    /// `Conflict` when another account has the login.
    pub fn put_account(&mut self, account: Id, login: &str, password: &str, key: &StoreKey) -> Result<()> {
        if self.file.slots.iter().any(|slot| slot.login == login && slot.account != Some(account)) {
            return Err(Error::conflict(format!("已经有名为“{login}”的账号，请换一个用户名。")));
        }
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let cost = self.strength.cost();
        let kek = derive(password.as_bytes(), &salt, cost)?;
        let slot = self.wrap(Some(account), login, &salt, Some(cost), &kek, key)?;
        self.file.slots.retain(|slot| slot.account != Some(account));
        self.file.slots.push(slot);
        self.save()
    }

    /// Takes an account's slot away.
    ///
    /// # Errors
    /// `Storage` when the disk refuses.
    pub fn remove_account(&mut self, account: Id) -> Result<()> {
        self.file.slots.retain(|slot| slot.account != Some(account));
        self.save()
    }

    /// Makes a new recovery key; the one before stops working.
    ///
    /// # Errors
    /// `Storage` when the disk refuses.
    pub fn put_recovery(&mut self, key: &StoreKey) -> Result<RecoveryKey> {
        let recovery = RecoveryKey::generate()?;
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let kek = recovery_kek(&recovery, &salt);
        let slot = self.wrap(None, "", &salt, None, &kek, key)?;
        self.file.slots.retain(|slot| slot.account.is_some());
        self.file.slots.push(slot);
        self.save()?;
        Ok(recovery)
    }

    fn associated(&self, account: Option<Id>, kdf: Option<KdfCost>) -> Vec<u8> {
        let kdf = kdf.map_or_else(String::new, |cost| format!("{}/{}", cost.memory_kib, cost.passes));
        let account = account.map_or_else(|| "recovery".to_owned(), |account| account.to_string());
        format!("lunxun-slot|{}|{}|{}|{account}|{kdf}", self.file.format, self.file.suite, self.file.store).into_bytes()
    }

    fn wrap(
        &self,
        account: Option<Id>,
        login: &str,
        salt: &[u8],
        kdf: Option<KdfCost>,
        kek: &[u8; 32],
        key: &StoreKey,
    ) -> Result<Slot> {
        let mut nonce = [0; 24];
        fill(&mut nonce)?;
        let aad = self.associated(account, kdf);
        let wrapped = XChaCha20Poly1305::new(kek.into())
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: key.0.as_slice(), aad: &aad })
            .map_err(|_| Error::internal("密钥保存失败，请重试。"))?;
        Ok(Slot {
            account,
            login: login.to_owned(),
            salt: BASE64.encode(salt),
            kdf,
            nonce: BASE64.encode(nonce),
            wrapped: BASE64.encode(wrapped),
        })
    }

    fn unwrap(&self, slot: &Slot, kek: &[u8; 32]) -> Result<StoreKey> {
        let (nonce, wrapped) = (unbase(&slot.nonce)?, unbase(&slot.wrapped)?);
        require!(nonce.len() == 24, "nonce", "密钥文件已损坏。");
        let aad = self.associated(slot.account, slot.kdf);
        let mut plain = XChaCha20Poly1305::new(kek.into())
            .decrypt(XNonce::from_slice(&nonce), Payload { msg: &wrapped, aad: &aad })
            .map_err(|_| Error::forbidden("不能打开。"))?;
        let mut key = Zeroizing::new([0; 32]);
        require!(plain.len() == 32, "wrapped", "密钥文件已损坏。");
        key.copy_from_slice(&plain);
        plain.zeroize();
        Ok(StoreKey(key))
    }

    fn save(&mut self) -> Result<()> {
        self.file.generation += 1;
        let body = serde_json::to_string(&self.file)
            .map_err(|error| Error::internal("密钥文件无法保存，请重试。").with_source(error))?;
        let text = format!("{}\n{body}\n", blake3::hash(body.as_bytes()).to_hex());
        // Both copies are on the disk before either takes its place: a full disk must not leave one of them new, or what
        // was reported as failed would be in force.
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.dir)?;
            for name in COPIES {
                write_aside(&self.dir, name, text.as_bytes())?;
            }
            for name in COPIES {
                fs::rename(self.dir.join(format!("{name}.new")), self.dir.join(name))?;
            }
            #[cfg(unix)]
            fs::File::open(&self.dir)?.sync_all()?;
            Ok(())
        };
        write()
            .map_err(|error| Error::storage("密钥文件没有写成，请检查磁盘空间和文件夹权限后再试。").with_source(error))
    }
}

fn read_copy(path: &Path) -> Option<SlotFile> {
    let text = fs::read_to_string(path).ok()?;
    let (checksum, body) = text.split_once('\n')?;
    let body = body.trim_end_matches('\n');
    (blake3::hash(body.as_bytes()).to_hex().as_str() == checksum).then(|| serde_json::from_str(body).ok())?
}

/// Writes a file beside the one that it is to replace, down to the disk. Renamed over it later: the old content or the
/// new, never neither.
fn write_aside(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(dir.join(format!("{name}.new")))?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(crate) fn derive(password: &[u8], salt: &[u8], cost: KdfCost) -> Result<Zeroizing<[u8; 32]>> {
    let sound = (FLOOR.memory_kib..=CEILING.memory_kib).contains(&cost.memory_kib)
        && (FLOOR.passes..=CEILING.passes).contains(&cost.passes);
    if !sound {
        return Err(Error::corrupt("密钥文件被改动过，已拒绝使用。请从备份里找回 keyslots-a.json。"));
    }
    let failed = |error: argon2::Error| {
        Error::internal("内存不足，无法核对密码，请关闭其他程序后再试。").with_source(error.to_string())
    };
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(failed)?;
    let mut kek = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, kek.as_mut_slice())
        .map_err(failed)?;
    Ok(kek)
}

fn recovery_kek(recovery: &RecoveryKey, salt: &[u8]) -> Zeroizing<[u8; 32]> {
    let material = Zeroizing::new([recovery.0.as_slice(), salt].concat());
    Zeroizing::new(blake3::derive_key("lunxun recovery kek v1", &material))
}

fn unbase(text: &str) -> Result<Vec<u8>> {
    BASE64
        .decode(text)
        .map_err(|error| Error::corrupt("密钥文件已损坏，请从备份里找回 keyslots-a.json。").with_source(error))
}

pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|error| Error::internal("系统随机数不可用，请重启电脑后再试。").with_source(error.to_string()))
}

#[cfg(test)]
mod tests;
