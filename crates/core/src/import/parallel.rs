//! Pure work on many rows, spread over the cores that there are.

use std::panic::resume_unwind;
use std::thread;

/// Fewer items than this are not worth a second thread.
const WORTHWHILE: usize = 2_000;
/// An office PC has two to four cores, and the window needs one.
const MOST_THREADS: usize = 4;

/// `work` on every item, in their order.
pub(super) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    if items.len() < WORTHWHILE || threads < 2 {
        return items.iter().map(work).collect();
    }
    let mut all = Vec::with_capacity(items.len());
    let run = |part: &[T]| part.iter().map(&work).collect::<Vec<R>>();
    let run = &run;
    thread::scope(|scope| {
        let mut parts = items.chunks(items.len().div_ceil(threads));
        let first = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| scope.spawn(move || run(part))).collect();
        all.extend(run(first));
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => resume_unwind(panic),
            }
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_come_back_whole_and_in_order() {
        let items: Vec<usize> = (0..10_001).collect();
        assert_eq!(in_parallel(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }
}
