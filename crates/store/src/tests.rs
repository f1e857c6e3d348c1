mod bench;
mod crash;
mod file;
mod ledger;
mod merge;
mod write;
