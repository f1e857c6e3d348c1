//! Undo and redo of what was done to one plan, without limit: every change is an operation of the store, and taking one
//! back is another, which can be taken back again.

use lunxun_base::{Error, Id, Result};
use lunxun_store::{
    RowExt, Tx,
    rusqlite::{Connection, named_params},
};

use crate::rows::rows;

/// The command that takes a change back, and the one that brings it again.
pub(super) const UNDO: &str = "rotation.undo";
pub(super) const REDO: &str = "rotation.redo";

/// A change of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    id: Id,
    command: String,
    summary: String,
    undone_by: Option<Id>,
}

/// What can be taken back next and what can be brought again, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

impl History {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn of(conn: &Connection, plan: Id) -> Result<Self> {
        let parameters = named_params! { ":plan": plan.as_bytes() };
        let steps = rows(conn, include_str!("sql/plan_history.sql"), parameters, |row| {
            Ok(Step {
                id: row.id("id")?,
                command: row.col("command")?,
                summary: row.col("summary")?,
                undone_by: row.opt_id("undone_by")?,
            })
        })?;
        Ok(Self::from_steps(&steps))
    }

    /// Each change goes on one heap and clears the other; taking back and bringing again move between the two.
    fn from_steps(steps: &[Step]) -> Self {
        let mut history = Self::default();
        for step in steps {
            let target = steps.iter().find(|other| other.undone_by == Some(step.id)).map(|other| other.id);
            match step.command.as_str() {
                UNDO => {
                    history.undo.retain(|other| Some(other.id) != target);
                    // What is brought again bears the words of the change itself.
                    let summary = step.summary.trim_start_matches("撤销：").to_owned();
                    history.redo.push(Step { summary, ..step.clone() });
                }
                REDO => {
                    history.redo.retain(|other| Some(other.id) != target);
                    let summary = step.summary.trim_start_matches("重做：").to_owned();
                    history.undo.push(Step { summary, ..step.clone() });
                }
                _ => {
                    history.undo.push(step.clone());
                    history.redo.clear();
                }
            }
        }
        // Taken back elsewhere, in the list of all operations.
        history.undo.retain(|step| step.undone_by.is_none());
        history.redo.retain(|step| step.undone_by.is_none());
        history
    }

    /// What would be taken back.
    pub(super) fn undoable(&self) -> Option<&str> {
        self.undo.last().map(|step| step.summary.as_str())
    }

    /// What would be brought again.
    pub(super) fn redoable(&self) -> Option<&str> {
        self.redo.last().map(|step| step.summary.as_str())
    }

    /// Takes the last change back.
    ///
    /// # Errors
    /// `Conflict` when there is none.
    pub(super) fn undo(&self, tx: &Tx<'_>) -> Result<()> {
        let step = self.undo.last().ok_or_else(|| Error::conflict("没有可以撤销的改动了。"))?;
        tx.summarise(&format!("撤销：{}", step.summary))?;
        tx.undo(step.id).map(drop)
    }

    /// Brings the change last taken back again.
    ///
    /// # Errors
    /// `Conflict` when there is none.
    pub(super) fn redo(&self, tx: &Tx<'_>) -> Result<()> {
        let step = self.redo.last().ok_or_else(|| Error::conflict("没有可以重做的改动了。"))?;
        tx.summarise(&format!("重做：{}", step.summary))?;
        tx.undo(step.id).map(drop)
    }
}
