//! What the county asks of this township: typed in, or published by the county.

use lunxun_base::{OrNotFound, Result, require};

use super::{
    COUNTY_ITEM,
    api::view,
    store,
    views::{AnnualPlanView, DeleteCountyItem, SaveCountyItem},
};
use crate::Ctx;

pub(super) fn save(ctx: &mut Ctx<'_>, request: SaveCountyItem) -> Result<AnnualPlanView> {
    let plan = store::plan(ctx.conn(), request.plan_id)?;
    let title = request.title.trim();
    require!(!title.is_empty(), "title", "请填写县级项目名称，例如“村党组织书记示范培训班”。");
    require!(request.quota <= 100_000, "quota", "本镇名额太大，请核对。");
    if let Some(id) = request.id {
        let known = store::county_items(ctx.conn(), plan.summary.year)?;
        known.iter().find(|item| item.id == id).or_not_found("县级项目")?;
    }
    ctx.write(|tx| {
        let fields = [
            ("year", i64::from(plan.summary.year).into()),
            ("title", title.into()),
            ("tier", request.tier.into()),
            ("quota_count", i64::from(request.quota).into()),
            ("due_on", request.due_on.into()),
            ("document_no", request.document_no.trim().into()),
            ("note", request.note.trim().into()),
        ];
        tx.summarise(&format!("登记县级项目：{title}"))?;
        tx.upsert(&COUNTY_ITEM, request.id.unwrap_or_else(|| tx.new_id()), &fields)
    })?;
    view(ctx, request.plan_id)
}

pub(super) fn delete(ctx: &mut Ctx<'_>, request: DeleteCountyItem) -> Result<AnnualPlanView> {
    let plan = store::plan(ctx.conn(), request.plan_id)?;
    let known = store::county_items(ctx.conn(), plan.summary.year)?;
    let item = known.into_iter().find(|item| item.id == request.id).or_not_found("县级项目")?;
    for plan in store::plans(ctx.conn())? {
        let citing = store::items(ctx.conn(), plan.summary.id)?.into_iter().find(|one| one.county == Some(item.id));
        if let Some(citing) = citing {
            let (year, version) = (plan.summary.year, plan.summary.version);
            require!(false, "id", "{year}年第{version}版的“{}”对应这个县级项目，不能删除。", citing.name);
        }
    }
    ctx.write(|tx| {
        tx.summarise(&format!("删除县级项目：{}", item.title))?;
        tx.delete(&COUNTY_ITEM, item.id)
    })?;
    view(ctx, request.plan_id)
}
