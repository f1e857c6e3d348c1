//! The year's rotation plan: the planner alone, and the whole command with the store around it.

use std::path::Path;

use anyhow::Result;
use lunxun_core::rotation::planner;
use lunxun_testkit::demo::{self, Township};
use serde_json::json;

use super::{
    call, fresh, median_of,
    table::{Job, Table},
};

pub fn measure(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let problem = planner::reference_problem()?;
    let mut classes = 0;
    let alone = median_of(9, || {
        classes = planner::plan(&problem, None).classes.len();
        Ok(())
    })?;
    table.add(
        Job::new(format!("轮训排班，只算（{} 人）", problem.members.len()), alone).remark(format!("开 {classes} 期")),
    );

    let mut store = fresh(dir, "plan")?;
    let filled = demo::fill(&mut store, township)?;
    let year = store.clock().today().year() + 1;
    let heads = filled.faculty.get(..8).unwrap_or(&filled.faculty);
    let (lead, deputise) = heads.split_at(heads.len() / 2);
    let (mut classes, mut unplaced) = (0, 0);
    let whole = median_of(5, || {
        let hall: Vec<_> = filled.venues.iter().take(1).collect();
        let request = json!({ "year": year, "venueIds": hall, "headIds": lead, "deputyIds": deputise });
        let plan = call(&mut store, "rotation.create", request)?;
        classes = plan["classes"].as_array().map_or(0, Vec::len);
        unplaced = plan["unplaced"].as_array().map_or(0, Vec::len);
        Ok(())
    })?;
    table.add(
        Job::new(format!("编制轮训计划并存入（{} 人）", township.members.len()), whole)
            .floor("只算", alone)
            .remark(format!("开 {classes} 期，{unplaced} 人未排并各有原因；含逐人写入、日志、审计")),
    );
    Ok(())
}
