mod bench;
mod crash;
mod file;
mod merge;
mod write;
