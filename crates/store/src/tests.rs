mod bench;
mod blobs;
mod crash;
mod file;
mod ledger;
mod merge;
mod write;
