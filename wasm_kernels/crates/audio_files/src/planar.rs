//! Decoded samples that wait to be given out in blocks.

/// Frames of every block but the last.
pub const BLOCK_FRAMES: usize = 4096;

/// A queue of frames, one run of samples for each channel.
pub struct PlanarQueue {
    runs: Vec<Vec<f32>>,
    /// Frames at the front of the runs that are gone already.
    gone: usize,
}

impl PlanarQueue {
    /// Empty.
    #[must_use]
    pub fn new(channels: usize) -> Self {
        Self { runs: vec![Vec::new(); channels], gone: 0 }
    }

    /// Frames that wait.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.runs.first().map_or(0, |run| run.len() - self.gone)
    }

    /// How many channels there are.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.runs.len()
    }

    /// Adds the frames `from..to` of `planes`, which has a run for every channel.
    pub fn push(&mut self, planes: &[Vec<f32>], from: usize, to: usize) {
        debug_assert_eq!(planes.len(), self.runs.len());
        self.forget();
        for (run, plane) in self.runs.iter_mut().zip(planes) {
            run.extend_from_slice(&plane[from..to]);
        }
    }

    /// Adds `frames` frames and gives the new part of each run to `fill`, by channel.
    pub fn push_with(&mut self, frames: usize, mut fill: impl FnMut(usize, &mut [f32])) {
        self.forget();
        for (channel, run) in self.runs.iter_mut().enumerate() {
            let from = run.len();
            run.resize(from + frames, 0.0);
            fill(channel, &mut run[from..]);
        }
    }

    /// Drops what waits.
    pub fn clear(&mut self) {
        self.gone = 0;
        for run in &mut self.runs {
            run.clear();
        }
    }

    /// Moves the next `frames` frames to the end of `block`, channel after channel.
    pub fn take(&mut self, frames: usize, block: &mut Vec<f32>) {
        for run in &self.runs {
            block.extend_from_slice(&run[self.gone..self.gone + frames]);
        }
        self.gone += frames;
    }

    /// Drops the last `frames` frames that wait, or all there are.
    pub fn drop_last(&mut self, frames: usize) {
        let left = self.frames().saturating_sub(frames);
        for run in &mut self.runs {
            run.truncate(self.gone + left);
        }
    }

    fn forget(&mut self) {
        // Moving what is left pays once most is gone.
        if self.gone > 0 && self.gone * 2 >= self.runs.first().map_or(0, Vec::len) {
            for run in &mut self.runs {
                run.drain(..self.gone);
            }
            self.gone = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_order() {
        let mut queue = PlanarQueue::new(2);
        let mut out = Vec::new();
        for n in 0..10_u8 {
            let first = f32::from(n) * 3.0;
            let left = vec![first, first + 1.0, first + 2.0, -1.0];
            let right: Vec<f32> = left.iter().map(|sample| -sample).collect();
            queue.push(&[left, right], 0, 3);
            if queue.frames() >= 5 {
                queue.take(5, &mut out);
            }
        }
        assert_eq!((queue.frames(), queue.channels()), (0, 2));
        for (n, block) in out.chunks(10).enumerate() {
            for frame in 0..5 {
                let expected = (n * 5 + frame) as f32;
                assert_eq!((block[frame], block[5 + frame]), (expected, -expected));
            }
        }
    }
}
