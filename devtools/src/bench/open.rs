//! Signing in, against opening the same content as a plain SQLite file.

use std::{path::Path, sync::Arc};

use anyhow::Result;
use lunxun_base::SystemClock;
use lunxun_store::{KdfStrength, KeySlots, Store, StoreKey};
use lunxun_testkit::demo::{self, Township};

use super::{
    floor, median, median_of,
    table::{Job, Table},
};

const FLOOR: &str = "打开同样内容的明文 SQLite 文件";

pub fn measure(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let data = dir.join("open");
    std::fs::create_dir_all(&data)?;
    let key = StoreKey::generate()?;
    let (mut slots, _) = KeySlots::create(&data, township.name, &key, KdfStrength::Full)?;
    slots.put_account(demo::admin().id, "admin", "bench", &key)?;
    let options = crate::options(Arc::new(SystemClock));
    let mut store = Store::create(&data, &key, &options)?;
    demo::fill(&mut store, township)?;
    let floor = median(floor::plain_open(&store, &dir.join("plain.db"))?);
    drop(store);

    let with_key = median_of(21, || Ok(Store::open(&data, &key, &options).map(drop)?))?;
    let with_password = median_of(5, || {
        let (_, key) = KeySlots::load(&data, KdfStrength::Full)?.unlock("admin", "bench")?;
        Ok(Store::open(&data, &key, &options).map(drop)?)
    })?;
    let people = township.members.len();
    table.add(
        Job::new(format!("登录并打开数据（{people} 人）"), with_password)
            .floor(FLOOR, floor)
            .remark("含 Argon2id 全强度；这一步故意慢，防止猜密码"),
    );
    table.add(
        Job::new(format!("打开数据，密钥已有（{people} 人）"), with_key)
            .floor(FLOOR, floor)
            .remark("含解密、核对数据结构版本"),
    );
    Ok(())
}
