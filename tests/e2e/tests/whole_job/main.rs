//! The whole job in the real window: from the first start of a township to a second PC that shows the same dossier.

mod class;
mod county;
mod start;

use std::path::PathBuf;

use anyhow::Result;
use lunxun_e2e::{County, Programs, Window};

/// What the steps share.
struct Job {
    programs: Programs,
    place: PathBuf,
    window: Window,
}

impl Job {
    /// Opens the program on one PC's data.
    async fn on(programs: &Programs, place: PathBuf, pc: &str) -> Result<Self> {
        let window = Window::open(programs, &place.join(pc)).await?;
        Ok(Self { programs: programs.clone(), place, window })
    }

    /// Does a part of the job and leaves the program; a failure brings what the page said and a picture of it.
    async fn part<T>(self, done: impl AsyncFnOnce(&Self) -> Result<T>) -> Result<T> {
        match done(&self).await {
            Ok(found) => self.window.quit().await.map(|()| found),
            Err(error) => Err(error.context(self.window.last_words("failure").await)),
        }
    }
}

#[tokio::test]
async fn the_whole_job_from_first_start_to_a_second_pc() -> Result<()> {
    let programs = Programs::from_env()?;
    let dir = tempfile::Builder::new().prefix("lunxun-e2e").tempdir()?;
    let place = dir.path().to_owned();
    let mut county = County::new(&programs, place.join("county"))?;
    county.start()?;

    let first = Job::on(&programs, place.clone(), "pc1").await?;
    let file = first
        .part(async |job| {
            start::township(job).await?;
            start::roster(job).await?;
            start::rooms_and_teachers(job).await?;
            start::rotation(job).await?;
            class::opened(job).await?;
            class::roll(job).await?;
            class::marks(job).await?;
            class::conduct(job).await?;
            class::appraisals(job).await?;
            class::closed(job).await?;
            class::printed(job).await?;
            let file = county::dossier(job).await?;
            county::enrolled(job, &county).await?;
            anyhow::Ok(file)
        })
        .await?;

    let second = Job::on(&programs, place.clone(), "pc2").await?;
    second
        .part(async |job| {
            county::joined(job, &county).await?;
            county::same_dossier(job, &file).await?;
            county.stop();
            county::phone_changed_offline(job, &file).await?;
            county.start()?;
            county::sent(job).await
        })
        .await?;

    let again = Job::on(&programs, place, "pc1").await?;
    again.part(async |job| county::phone_arrived(job, &file).await).await
}
