//! "Never: allocation inside a `process_into`": a counting allocator watches.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use dsp_kernels::resample::{Quality, Resampler};
use dsp_kernels::voice_activity::{Settings, VoiceActivity};
use dsp_kernels::{level, mixdown};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// The one place where a test needs it: an allocator cannot be written without.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        unsafe { System.dealloc(address, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    work();
    ALLOCATIONS.with(Cell::get) - before
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![0_u8; 100]))), 1);
}

#[test]
fn resampling_allocates_nothing() {
    for (from, to) in [(48_000.0, 16_000.0), (16_000.0, 44_100.0), (44_099.0, 16_000.0)] {
        let mut resampler = Resampler::new(from, to, 2, Quality::High).unwrap();
        let input = vec![0.25; 2 * 5000];
        let mut output = vec![0.0; 2 * resampler.output_frames_next(5000)];
        assert_eq!(allocations(|| resampler.process_into(&input, &mut output).unwrap()), 0);
        let mut tail = vec![0.0; 2 * resampler.tail_frames()];
        assert_eq!(allocations(|| resampler.finish_into(&mut tail).unwrap()), 0);
        assert!(tail.iter().any(|&sample| sample > 0.1));
    }
}

#[test]
fn voice_activity_allocates_nothing() {
    let mut detector = VoiceActivity::new(16_000.0, Settings::default()).unwrap();
    let mut samples = vec![0.0; 64_000];
    for (n, sample) in samples[16_000..32_000].iter_mut().enumerate() {
        *sample = libm::sinf(n as f32 * 0.4) * 0.1;
    }
    let mut found = 0;
    assert_eq!(allocations(|| detector.process(&samples, |_| found += 1)), 0);
    assert_eq!(allocations(|| detector.finish(|_| found += 1)), 0);
    assert_eq!(found, 1);
}

#[test]
fn level_and_mixdown_allocate_nothing() {
    let samples = vec![0.25_f32; 8000];
    let mut mono = vec![0.0; 4000];
    let count = allocations(|| {
        std::hint::black_box(level::level(&samples));
        mixdown::mean_into(&samples, 2, &mut mono);
    });
    assert_eq!(count, 0);
}
